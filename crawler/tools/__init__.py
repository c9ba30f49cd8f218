"""What a command needs beyond one page: addsource, demo, doctor, explain, browse."""
