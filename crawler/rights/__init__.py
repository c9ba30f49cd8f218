"""What a page or a site reserves: robots meta tags, AI and text mining."""
