using System;
using System.Runtime.CompilerServices;
using Moodvox.Client;
using Moodvox.Protocol;
using UnityEngine;

namespace Moodvox {
    /// <summary>A line that a voice was asked to say: `await` it, `yield return` it, or look at
    /// it. Role: one handle for live and baked lines. The main thread.</summary>
    public sealed class SpokenLine : CustomYieldInstruction {
        Action _whenOver;

        internal readonly LineHandle Live;
        internal BakedPlayback Playback;

        internal SpokenLine(string text, LineHandle live) {
            Text = text;
            Live = live;
        }

        /// <summary>With its tags.</summary>
        public string Text { get; }
        public bool IsOver { get; private set; }
        /// <summary>None until it is over.</summary>
        public LineEnd End { get; private set; }
        /// <summary>Why it failed; null if it did not.</summary>
        public Fault Fault { get; private set; }
        /// <summary>What has been heard of it, in seconds.</summary>
        public double PlayedS {
            get {
                if (Live != null) return Live.SampleRateHz == 0 ? 0.0 : (double)Live.Played / Live.SampleRateHz;
                return Playback == null ? 0.0 : Playback.PlayedS;
            }
        }

        /// <summary>For coroutines.</summary>
        public override bool keepWaiting => !IsOver;

        /// <summary>For `await`: goes on, on the main thread, when the line is over. A failure is
        /// no exception: see <see cref="Fault"/>.</summary>
        public Awaiter GetAwaiter() => new Awaiter(this);

        internal void Finish(LineEnd end, Fault fault) {
            if (IsOver) return;
            End = end;
            Fault = fault;
            IsOver = true;
            Action whenOver = _whenOver;
            _whenOver = null;
            whenOver?.Invoke();
        }

        /// <summary>What the compiler makes of `await`.</summary>
        public struct Awaiter : INotifyCompletion {
            readonly SpokenLine _line;

            internal Awaiter(SpokenLine line) {
                _line = line;
            }

            public bool IsCompleted => _line.IsOver;

            public SpokenLine GetResult() => _line;

            public void OnCompleted(Action whenOver) {
                _line._whenOver += whenOver;
            }
        }
    }
}
