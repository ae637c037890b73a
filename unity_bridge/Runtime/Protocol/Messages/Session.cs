using System.Collections.Generic;

namespace Moodvox.Protocol {
    /// <summary>engine -> sidecar, first: who is there and what it wants.</summary>
    public sealed class Hello : Outgoing {
        public int[] Versions = { Version };
        /// <summary>The one-time token of the sidecar's ready line.</summary>
        public string Token = "";
        /// <summary>For logs: "unity 6000.1".</summary>
        public string Engine = "";
        public SampleFormat Format = SampleFormat.F32;
        /// <summary>Wanted rate; 0: each voice's own.</summary>
        public int SampleRateHz;
        /// <summary>How far the sidecar may run ahead of playback; 0: as its project says.</summary>
        public double LeadMs;

        public override void Write(MsgpackWriter to) {
            Begin(to, "hello", 1 + One(Token.Length > 0) + One(Engine.Length > 0)
                + One(Format != SampleFormat.F32) + One(SampleRateHz > 0) + One(LeadMs > 0));
            to.String("versions");
            to.List(Versions.Length);
            foreach (int version in Versions) to.Int(version);
            if (Token.Length > 0) Put(to, "token", Token);
            if (Engine.Length > 0) Put(to, "engine", Engine);
            if (Format != SampleFormat.F32) Put(to, "format", SampleFormats.Name(Format));
            if (SampleRateHz > 0) Put(to, "sample_rate_hz", SampleRateHz);
            if (LeadMs > 0) {
                CheckRange("lead_ms", LeadMs, Limits.MinLeadMs, Limits.MaxLeadMs);
                Put(to, "lead_ms", LeadMs);
            }
        }
    }

    /// <summary>A voice that can be asked for in speak.</summary>
    public sealed class VoiceInfo {
        public string Name = "";
        public string Language = "";
        public int SampleRateHz;
        public List<string> Speakers = new List<string>();
        public List<string> Emotions = new List<string>();
        public List<string> Tiers = new List<string>();
    }

    /// <summary>sidecar -> engine: the answer to a good hello.</summary>
    public sealed class Ready {
        public int Version = 1;
        public string Sidecar = "";
        /// <summary>Send something at least this often.</summary>
        public double HeartbeatMs = 1000.0;
        /// <summary>After this long without a message the sidecar takes the engine for gone.</summary>
        public double TimeoutMs = 5000.0;
        public List<VoiceInfo> Voices = new List<VoiceInfo>();
        /// <summary>The project's cast; other names are allowed too.</summary>
        public List<string> Characters = new List<string>();
        /// <summary>Of marks of kind viseme, in the order of the Oculus set.</summary>
        public List<string> Visemes = new List<string>();
        /// <summary>Viseme, then ARKit blend shapes with weights 0 to 1.</summary>
        public Dictionary<string, Dictionary<string, double>> Arkit =
            new Dictionary<string, Dictionary<string, double>>();
        /// <summary>First words of tags that set no mood, for an editor to complete.</summary>
        public List<string> Tags = new List<string>();
        /// <summary>Tags that are heard: "laugh". A voice may lack some.</summary>
        public List<string> Sounds = new List<string>();
        /// <summary>The project's own moods, which tags may name beside a voice's emotions.</summary>
        public List<string> Moods = new List<string>();
    }

    /// <summary>Either way: are you there? Nonce 0 is the heartbeat.</summary>
    public sealed class Ping : Outgoing {
        public long Nonce;

        public override void Write(MsgpackWriter to) {
            Begin(to, "ping", One(Nonce != 0));
            if (Nonce != 0) Put(to, "nonce", Nonce);
        }
    }

    /// <summary>The answer to a ping, with its nonce.</summary>
    public sealed class Pong : Outgoing {
        public long Nonce;

        public override void Write(MsgpackWriter to) {
            Begin(to, "pong", One(Nonce != 0));
            if (Nonce != 0) Put(to, "nonce", Nonce);
        }
    }

    /// <summary>engine -> sidecar: end the process. sidecar -> engine: I am about to.</summary>
    public sealed class Shutdown : Outgoing {
        public string Reason = "";

        public override void Write(MsgpackWriter to) {
            Begin(to, "shutdown", One(Reason.Length > 0));
            if (Reason.Length > 0) Put(to, "reason", Reason);
        }
    }

    /// <summary>engine -> sidecar, empty: how are you? sidecar -> engine: counters.</summary>
    public sealed class Stats : Outgoing {
        public Dictionary<string, double> Counters = new Dictionary<string, double>();

        public override void Write(MsgpackWriter to) {
            Begin(to, "stats", 0);
        }
    }
}
