"""The work of the commands: addsource, browse, clean (`explain`), demo, diff, doctor, export, reclean."""
