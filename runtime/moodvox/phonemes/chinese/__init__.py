"""Chinese: hanzi -> words -> pinyin as it is said. Needs the extra `moodvox[chinese]`."""
