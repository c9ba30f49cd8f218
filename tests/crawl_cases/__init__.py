"""Small hosts, each with one fault that real sites have; one process crawls all of them."""
