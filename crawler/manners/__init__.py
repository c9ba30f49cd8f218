"""How a guest behaves: robots.txt, who we are, asking only for what has changed, what a site reserves."""
