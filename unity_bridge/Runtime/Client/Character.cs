using System;
using System.Collections.Generic;
using Moodvox.Protocol;

namespace Moodvox.Client {
    /// <summary>One who speaks: lines in their order, and what is heard of them right now. Role:
    /// turns played samples into events. The main thread; Player.Fill is the audio thread's.</summary>
    public sealed class Character {
        readonly SidecarClient _client;
        readonly List<LineHandle> _lines = new List<LineHandle>();
        readonly Weights _mood = new Weights();

        public readonly string Name;
        public readonly VoicePlayer Player = new VoicePlayer();

        /// <summary>The first sample of a line was played.</summary>
        public event Action<LineHandle> LineStarted;
        /// <summary>A word, phoneme or viseme begins to be heard.</summary>
        public event Action<LineHandle, Mark> Marked;
        /// <summary>The mood that is heard has changed; the object is used again.</summary>
        public event Action<LineHandle, Weights> MoodChanged;
        /// <summary>A line was heard to its end, or cancelled, or dropped.</summary>
        public event Action<LineHandle> LineEnded;
        /// <summary>A line failed; instead of LineEnded.</summary>
        public event Action<LineHandle, Fault> LineFailed;
        /// <summary>A listener threw; the others go on.</summary>
        public event Action<Exception> ListenerFailed;

        public Character(SidecarClient client, string name) {
            _client = client;
            Name = name;
        }

        /// <summary>The line that is heard, or the next one; null if there is none.</summary>
        public LineHandle Current => _lines.Count > 0 ? _lines[0] : null;
        public int Waiting => _lines.Count;
        /// <summary>Of all lines so far.</summary>
        public int Underruns { get; private set; }

        /// <summary>Say it after what is being said; or instead of it, with Interrupt.</summary>
        /// <exception cref="WireError">A field is out of bounds, or too many lines wait.</exception>
        public LineHandle Say(Speak request) {
            request.Character = Name;
            if (request.Interrupt) CutAll();
            if (Player.IsFull) throw new WireError("more than " + VoicePlayer.MostLines + " lines of " + Name + " wait");
            LineHandle line = _client.Say(request);
            _lines.Add(line);
            Player.Add(line);
            return line;
        }

        /// <summary>Be silent now, and forget what was to be said.</summary>
        public void Stop() {
            foreach (LineHandle line in _lines) _client.Cancel(line);
        }

        /// <summary>Move the mood, from what is heard now on.</summary>
        public void SetMood(Weights target, double overS, string easing = "linear") {
            _client.SetMood(new MoodEvent { Character = Name, Target = target, OverS = overS, Easing = easing });
        }

        /// <summary>No audio thread plays this character (it is muted, or gone): let go of its lines.</summary>
        public void Silence() {
            Stop();
            foreach (LineHandle line in _lines) {
                line.IsAbandoned = true;
                line.SoundOver = true;
            }
        }

        void CutAll() {
            // The sidecar cancels them itself on interrupt; only the sound is ours to stop.
            foreach (LineHandle line in _lines) line.Cut = true;
        }

        /// <summary>Once in every tick, before the client's.</summary>
        public void Tick() {
            while (_lines.Count > 0) {
                LineHandle line = _lines[0];
                bool over = line.IsOver;
                Tell(line);
                if (!over) return;
                _lines.RemoveAt(0);
                Underruns += line.Underruns;
                if (line.End == LineEnd.Failed && !line.Cut) Call(LineFailed, line, line.Fault);
                else Call(LineEnded, line);
                line.IsReleased = true;
            }
        }

        void Tell(LineHandle line) {
            long played = line.Played;
            if (played == 0) return;
            if (!line.IsStarted) {
                line.IsStarted = true;
                Call(LineStarted, line);
            }
            if (line.Buffers.Moods.Until(played, _mood)) Call(MoodChanged, line, _mood);
            Mark mark;
            while (line.NextMark(played, out mark)) Call(Marked, line, mark);
        }

        void Call(Action<LineHandle> listeners, LineHandle line) {
            try {
                listeners?.Invoke(line);
            } catch (Exception fault) {
                ListenerFailed?.Invoke(fault);
            }
        }

        void Call<T>(Action<LineHandle, T> listeners, LineHandle line, T what) {
            try {
                listeners?.Invoke(line, what);
            } catch (Exception fault) {
                ListenerFailed?.Invoke(fault);
            }
        }
    }
}
