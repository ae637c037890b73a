using System;
using UnityEngine;
using UnityEngine.Events;

namespace Moodvox {
    /// <summary>Events of a voice for the inspector. Role: the twins of its C# events; all are
    /// raised on the main thread, as the sound is heard. From code use those: the text of
    /// moodChanged is only made for listeners that were set in the inspector.</summary>
    [Serializable]
    public sealed class MoodvoxEvents {
        [Serializable] public sealed class TextEvent : UnityEvent<string> { }

        [Tooltip("A line begins to be heard: its text.")]
        public TextEvent lineStarted = new TextEvent();
        [Tooltip("A word begins to be heard, as it is spoken.")]
        public TextEvent word = new TextEvent();
        [Tooltip("A mouth shape begins: its name in the Oculus set.")]
        public TextEvent viseme = new TextEvent();
        [Tooltip("The mood that is heard has changed: as in a tag, such as 'angry 0.6'.")]
        public TextEvent moodChanged = new TextEvent();
        [Tooltip("A line was heard to its end or stopped: its text.")]
        public TextEvent lineEnded = new TextEvent();
        [Tooltip("A line failed: why.")]
        public TextEvent lineFailed = new TextEvent();
    }
}
