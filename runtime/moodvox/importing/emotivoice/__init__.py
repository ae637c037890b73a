"""From a folder of EmotiVoice's checkpoints to a voice pack."""
