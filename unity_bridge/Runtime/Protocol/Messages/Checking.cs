using System.Collections.Generic;

namespace Moodvox.Protocol {
    /// <summary>engine -> sidecar: read this as the game would, and say what is wrong with it.</summary>
    public sealed class Check : Outgoing {
        /// <summary>Comes back in the answer.</summary>
        public string Id = "";
        /// <summary>One tagged line, or a whole file as it stands in the editor.</summary>
        public string Text = "";
        /// <summary>Its name, whose ending says how it is read; "": one tagged line.</summary>
        public string File = "";
        /// <summary>Whose emotions may be named; "": those of all voices.</summary>
        public string Voice = "";

        public override void Write(MsgpackWriter to) {
            CheckName("id", Id);
            if (Text.Length > Limits.MaxCheckChars)
                throw new WireError("text is longer than " + Limits.MaxCheckChars + " characters", "text");
            Begin(to, "check", 2 + One(File.Length > 0) + One(Voice.Length > 0));
            Put(to, "id", Id);
            Put(to, "text", Text);
            if (File.Length > 0) Put(to, "file", File);
            if (Voice.Length > 0) Put(to, "voice", Voice);
        }
    }

    /// <summary>One thing that is wrong, or worth knowing, at its place.</summary>
    public sealed class Finding {
        /// <summary>From 1, as the column; in Unicode code points.</summary>
        public int Line;
        public int Column;
        /// <summary>A line with an error cannot be spoken.</summary>
        public bool IsError;
        public string Message = "";
        public string Hint = "";
    }

    /// <summary>sidecar -> engine: everything that a check found, in reading order.</summary>
    public sealed class Diagnostics {
        public string Id = "";
        public readonly List<Finding> Findings = new List<Finding>();
        /// <summary>Findings beyond those.</summary>
        public long LeftOut;
    }
}
