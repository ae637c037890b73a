using System.Collections.Generic;

namespace Moodvox.Protocol {
    /// <summary>sidecar -> engine: PCM of a line. One object serves all blocks.</summary>
    public sealed class Block {
        public Utf8 Id;
        public long Sequence;
        /// <summary>Position in the line.</summary>
        public long FirstSample;
        public long Samples;
        public int SampleRateHz;
        public SampleFormat Format;
        /// <summary>At the first sample.</summary>
        public readonly Weights Mood = new Weights();
        /// <summary>Part 2: the first AudioBytes of it.</summary>
        public byte[] Audio;
        public int AudioBytes;
    }

    public enum MarkKind { Word, Phoneme, Viseme }

    /// <summary>What is heard from FirstSample on, for Samples samples.</summary>
    public struct Mark {
        public MarkKind Kind;
        /// <summary>The word as spoken, the ARPAbet phoneme with its stress, or the viseme.</summary>
        public string Text;
        public long FirstSample;
        public long Samples;
        /// <summary>Offsets into the text without its tags, in Unicode code points.</summary>
        public int Start;
        public int End;
    }

    /// <summary>sidecar -> engine: words, phonemes and visemes. One object serves all.</summary>
    public sealed class Marks {
        public Utf8 Id;
        public readonly List<Mark> Items = new List<Mark>();
    }

    public enum DoneReason { Finished, Cancelled, Dropped }

    /// <summary>Where the time of a line went, in milliseconds.</summary>
    public struct Timings {
        public double QueuedMs;
        public double PlanMs;
        public double FirstBlockMs;
        public double RenderMs;
    }

    /// <summary>sidecar -> engine: the line is over; all of its blocks have been sent.</summary>
    public sealed class Done {
        public string Id = "";
        public long Samples;
        public DoneReason Reason;
        /// <summary>Of a line that was dropped: "deadline" or "load"; "" otherwise.</summary>
        public string Why = "";
        /// <summary>After so long there would probably be room for it; 0: not known.</summary>
        public double RetryMs;
        public Timings Timings;
        /// <summary>What of the text was not spoken (an emoji, say).</summary>
        public List<string> Notices = new List<string>();
    }

    /// <summary>sidecar -> engine: something is wrong.</summary>
    public sealed class Error {
        /// <summary>A stable word, see docs/protocol.md.</summary>
        public string Code = "";
        public string Message = "";
        /// <summary>Message field, or file:line:column in the text.</summary>
        public string Where = "";
        public string Hint = "";
        /// <summary>"": about no line.</summary>
        public string Id = "";
        /// <summary>That line ended with this error.</summary>
        public bool LineOver;
    }
}
