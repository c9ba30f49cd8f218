"""Everything that touches the network: sources, discovery, the frontier, spiders and commands."""

__version__ = "0.1.0"
