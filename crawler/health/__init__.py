"""How the sources fare: samples are kept, judged against each source's own past, told and shown."""
