using System.Collections.Generic;
using Moodvox.Protocol;

namespace Moodvox.Client {
    /// <summary>How to reach a sidecar, and what to ask of it. Role: settings without behaviour;
    /// they are not changed while a client is open.</summary>
    public sealed class ClientOptions {
        /// <summary>Names this client among all of this process: two that are open at the same
        /// time differ, and one that is opened after a domain reload is called as before, so that
        /// it finds a sidecar that was left behind.</summary>
        public string Key = "moodvox";
        /// <summary>The sidecar's program and its first arguments; empty: connect to Host and Port.</summary>
        public List<string> Command = new List<string>();
        /// <summary>Folders of voices for a sidecar that we start.</summary>
        public List<string> Voices = new List<string>();
        /// <summary>Folder with a moodvox.toml for a sidecar that we start; "": none.</summary>
        public string Project = "";
        public string Host = "127.0.0.1";
        public int Port;
        public string Token = "";
        /// <summary>For the sidecar's log.</summary>
        public string Engine = "unity";
        public SampleFormat Format = SampleFormat.F32;
        public double LeadMs = Limits.DefaultLeadMs;
        /// <summary>For the sidecar to load its voices, and for its log if it does not.</summary>
        public int StartMs = 60000;
        /// <summary>For a connection and for the answer to hello.</summary>
        public int AnswerMs = 5000;
        /// <summary>How long a line waits for a sidecar that has gone before it fails.</summary>
        public int QueueMs = 10000;
        /// <summary>For the sidecar to end by itself before it is made to.</summary>
        public int StopMs = 1500;
        /// <summary>Lines that may wait or speak at the same time.</summary>
        public int MostLines = 256;

        public bool StartsProcess => Command.Count > 0;
    }
}
