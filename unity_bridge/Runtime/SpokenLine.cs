using Moodvox.Client;
using Moodvox.Protocol;

namespace Moodvox {
    /// <summary>A line that a voice was asked to say: `await` it, `yield return` it, or look at
    /// it. Role: one handle for live and baked lines. The main thread.</summary>
    public sealed class SpokenLine : Awaited<SpokenLine> {
        internal readonly LineHandle Live;
        internal BakedPlayback Playback;

        internal SpokenLine(string text, LineHandle live) {
            Text = text;
            Live = live;
        }

        /// <summary>With its tags.</summary>
        public string Text { get; }
        /// <summary>None until it is over.</summary>
        public LineEnd End { get; private set; }
        /// <summary>What has been heard of it, in seconds.</summary>
        public double PlayedS {
            get {
                if (Live != null) return Live.SampleRateHz == 0 ? 0.0 : (double)Live.Played / Live.SampleRateHz;
                return Playback == null ? 0.0 : Playback.PlayedS;
            }
        }

        internal void Finish(LineEnd end, Fault fault) {
            if (IsOver) return;
            End = end;
            Close(fault);
        }
    }
}
