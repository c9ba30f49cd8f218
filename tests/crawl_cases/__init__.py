"""Small hosts, each with one fault that real sites have; one process crawls them all."""
