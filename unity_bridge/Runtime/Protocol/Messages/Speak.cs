using System.Collections.Generic;

namespace Moodvox.Protocol {
    /// <summary>The mood at one moment of a line.</summary>
    public sealed class Keyframe {
        /// <summary>From the start of the line; rises along a curve.</summary>
        public double AtS;
        public Weights Mood = new Weights();
        /// <summary>How the mood gets here from the keyframe before.</summary>
        public string Easing = "linear";
    }

    /// <summary>How one phoneme differs from what the voice would say.</summary>
    public sealed class PhonemeEdit {
        /// <summary>Its index among the take's phonemes, from 0; rises along the take.</summary>
        public int At;
        /// <summary>Semitones up, -24 to 24.</summary>
        public double PitchSt;
        /// <summary>Factor of its duration, 0.25 to 4.</summary>
        public double Length = 1;
        /// <summary>Louder by, -12 to 12.</summary>
        public double LevelDb;
    }

    /// <summary>Changes by hand, phoneme by phoneme.</summary>
    public sealed class PinnedTake {
        /// <summary>Of the whole line as its marks show them, with blanks between.</summary>
        public string Phonemes = "";
        public List<PhonemeEdit> Edits = new List<PhonemeEdit>();
    }

    /// <summary>engine -> sidecar: say this. Role: one line as it is asked for; it is kept while
    /// the line lives, so that it can be asked for again after a restart.</summary>
    public sealed class Speak : Outgoing {
        /// <summary>Unique among the engine's lines that are not over.</summary>
        public string Id = "";
        public string Character = "";
        /// <summary>With inline tags.</summary>
        public string Text = "";
        /// <summary>"": the cast's.</summary>
        public string Voice = "";
        /// <summary>"": the cast's, or the voice's first.</summary>
        public string Speaker = "";
        /// <summary>Of this line only; null: as the character feels.</summary>
        public Weights Mood;
        /// <summary>Mood over the line's time, instead of Mood; null: none.</summary>
        public List<Keyframe> Curve;
        /// <summary>0 to 100, higher first where not all can be in time; null: the cast's.</summary>
        public int? Priority;
        /// <summary>Drop the line if it cannot be heard within this time; 0: never too late.</summary>
        public double DeadlineMs;
        /// <summary>From the listener; nearer first.</summary>
        public double DistanceM;
        public Tier Tier;
        /// <summary>null: from the text.</summary>
        public long? Seed;
        /// <summary>Cut short what this character is saying, and forget what it was to say.</summary>
        public bool Interrupt;
        /// <summary>The line's id in the dialogue files, whose pinned take is spoken; "": Id.</summary>
        public string Line = "";
        /// <summary>Spoken instead of the pinned one; null: that one, if there is one.</summary>
        public PinnedTake Take;

        /// <summary>Refuse what the sidecar would refuse, while the caller is still there.</summary>
        public void Check() {
            CheckName("id", Id);
            CheckName("character", Character);
            if (Text.Length > Limits.MaxTextChars)
                throw new WireError("text is longer than " + Limits.MaxTextChars + " characters", "text");
            if (Mood != null && Curve != null)
                throw new WireError("a line has a mood or a curve, not both", "curve");
            if (Mood != null) CheckWeights("mood", Mood);
            if (Priority.HasValue) CheckRange("priority", Priority.Value, 0, 100);
            CheckRange("distance_m", DistanceM, 0, 1e9);
            if (Curve != null) CheckCurve();
        }

        void CheckCurve() {
            if (Curve.Count < 1 || Curve.Count > Limits.MaxKeyframes)
                throw new WireError("a curve has 1 to " + Limits.MaxKeyframes + " keyframes", "curve");
            for (int i = 0; i < Curve.Count; i++) {
                string field = "curve[" + i + "]";
                CheckRange(field + ".at_s", Curve[i].AtS, 0, Limits.MaxSeconds);
                if (i > 0 && Curve[i].AtS <= Curve[i - 1].AtS)
                    throw new WireError("keyframes must follow each other in time", field + ".at_s");
                CheckWeights(field + ".mood", Curve[i].Mood);
            }
        }

        public override void Write(MsgpackWriter to) {
            Begin(to, "speak", 3 + One(Voice.Length > 0) + One(Speaker.Length > 0) + One(Mood != null)
                + One(Curve != null) + One(Priority.HasValue) + One(DeadlineMs > 0) + One(DistanceM > 0)
                + One(Tier != Tier.Auto) + One(Seed.HasValue) + One(Interrupt)
                + One(Line.Length > 0) + One(Take != null));
            Put(to, "id", Id);
            Put(to, "character", Character);
            Put(to, "text", Text);
            if (Voice.Length > 0) Put(to, "voice", Voice);
            if (Speaker.Length > 0) Put(to, "speaker", Speaker);
            if (Mood != null) Put(to, "mood", Mood);
            if (Curve != null) WriteCurve(to);
            if (Priority.HasValue) Put(to, "priority", (long)Priority.Value);
            if (DeadlineMs > 0) Put(to, "deadline_ms", DeadlineMs);
            if (DistanceM > 0) Put(to, "distance_m", DistanceM);
            if (Tier != Tier.Auto) Put(to, "tier", Tier == Tier.Fast ? "fast" : "quality");
            if (Seed.HasValue) Put(to, "seed", Seed.Value);
            if (Interrupt) {
                to.String("interrupt");
                to.Bool(true);
            }
            if (Line.Length > 0) Put(to, "line", Line);
            if (Take != null) WriteTake(to);
        }

        void WriteTake(MsgpackWriter to) {
            to.String("take");
            to.Map(2);
            Put(to, "phonemes", Take.Phonemes);
            to.String("edits");
            to.List(Take.Edits.Count);
            foreach (PhonemeEdit edit in Take.Edits) {
                to.Map(1 + One(edit.PitchSt != 0) + One(edit.Length != 1) + One(edit.LevelDb != 0));
                Put(to, "at", (long)edit.At);
                if (edit.PitchSt != 0) Put(to, "pitch_st", edit.PitchSt);
                if (edit.Length != 1) Put(to, "length", edit.Length);
                if (edit.LevelDb != 0) Put(to, "level_db", edit.LevelDb);
            }
        }

        void WriteCurve(MsgpackWriter to) {
            to.String("curve");
            to.List(Curve.Count);
            foreach (Keyframe key in Curve) {
                bool eased = key.Easing != "linear";
                to.Map(2 + One(eased));
                Put(to, "at_s", key.AtS);
                Put(to, "mood", key.Mood);
                if (eased) Put(to, "easing", key.Easing);
            }
        }
    }

    /// <summary>Which of a voice's models speaks; Auto: quality while there is time.</summary>
    public enum Tier { Auto, Quality, Fast }
}
