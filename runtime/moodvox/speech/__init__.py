"""From a request to blocks of samples: one line, planned, streamed, changed while it is spoken."""
