namespace Moodvox.Protocol {
    /// <summary>engine -> sidecar: stop one line, a character's lines, or all of this engine's.</summary>
    public sealed class Cancel : Outgoing {
        public string Id = "";
        public string Character = "";
        public bool All;

        public override void Write(MsgpackWriter to) {
            if (One(Id.Length > 0) + One(Character.Length > 0) + One(All) != 1)
                throw new WireError("give one of id, character and all", "id");
            Begin(to, "cancel", 1);
            if (Id.Length > 0) Put(to, "id", Id);
            else if (Character.Length > 0) Put(to, "character", Character);
            else { to.String("all"); to.Bool(true); }
        }
    }

    /// <summary>engine -> sidecar: playback of a line has come this far.</summary>
    public sealed class Credit : Outgoing {
        /// <summary>As UTF-8, so that the same bytes serve a line's whole life.</summary>
        public byte[] Id = System.Array.Empty<byte>();
        public long PlayedSamples;

        public override void Write(MsgpackWriter to) {
            Begin(to, "credit", 2);
            to.String("id");
            to.Utf8(Id);
            Put(to, "played_samples", PlayedSamples);
        }
    }

    /// <summary>engine -> sidecar: a character's mood moves, or that of one line.</summary>
    public sealed class MoodEvent : Outgoing {
        public string Character = "";
        public Weights Target = new Weights();
        public double OverS;
        public string Easing = "linear";
        /// <summary>"": the character's state and all its lines.</summary>
        public string Line = "";

        public void Check() {
            CheckName("character", Character);
            CheckWeights("target", Target);
            CheckRange("over_s", OverS, 0, Limits.MaxSeconds);
        }

        public override void Write(MsgpackWriter to) {
            Begin(to, "mood", 2 + One(OverS > 0) + One(Easing != "linear") + One(Line.Length > 0));
            Put(to, "character", Character);
            Put(to, "target", Target);
            if (OverS > 0) Put(to, "over_s", OverS);
            if (Easing != "linear") Put(to, "easing", Easing);
            if (Line.Length > 0) Put(to, "line", Line);
        }
    }

    /// <summary>engine -> sidecar: a new speaker or emotion from a recording (two parts).
    /// Answered by Enrolled, or by an error with the id.</summary>
    public sealed class Enroll : Outgoing {
        public string Id = "";
        /// <summary>"speaker" or "emotion".</summary>
        public string Kind = "speaker";
        public string Name = "";
        public string Voice = "";
        public long Samples;
        public int SampleRateHz;
        public SampleFormat Format = SampleFormat.F32;
        /// <summary>Mono PCM as Format says.</summary>
        public byte[] Recording = System.Array.Empty<byte>();
        /// <summary>Take the place of another recording of that name, which is refused otherwise.</summary>
        public bool Replace;

        public override byte[] Audio => Recording;

        /// <exception cref="WireError">A field that the sidecar could not read.</exception>
        public void Check() {
            CheckName("name", Name);
            CheckName("voice", Voice);
            if (Kind != "speaker" && Kind != "emotion") throw new WireError("kind is 'speaker' or 'emotion', not '" + Kind + "'", "kind");
            CheckRange("sample_rate_hz", SampleRateHz, Limits.MinRateHz, Limits.MaxRateHz);
            if (Recording.Length > Limits.MaxPartBytes) throw new WireError("the recording is too long: 30 s are enough", "audio");
        }

        public override void Write(MsgpackWriter to) {
            Begin(to, "enroll", 6 + One(Format != SampleFormat.F32) + One(Replace));
            Put(to, "id", Id);
            Put(to, "kind", Kind);
            Put(to, "name", Name);
            Put(to, "voice", Voice);
            Put(to, "samples", Samples);
            Put(to, "sample_rate_hz", SampleRateHz);
            if (Format != SampleFormat.F32) Put(to, "format", SampleFormats.Name(Format));
            if (!Replace) return;
            to.String("replace");
            to.Bool(true);
        }
    }

    /// <summary>sidecar -> engine: lines may use the name from now on.</summary>
    public sealed class Enrolled {
        public string Id = "";
        /// <summary>"speaker" or "emotion".</summary>
        public string Kind = "";
        public string Name = "";
        public string Voice = "";
        /// <summary>Another recording had the name before.</summary>
        public bool Replaced;
        /// <summary>What would make the recording better, for people.</summary>
        public System.Collections.Generic.List<string> Remarks = new System.Collections.Generic.List<string>();
    }
}
