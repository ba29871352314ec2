"""Ready processes and tools: `plugNplay`, `toolkit`, `trace`."""
__all__ = ['toolkit', 'plugNplay', 'trace']
