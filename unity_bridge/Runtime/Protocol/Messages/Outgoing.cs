namespace Moodvox.Protocol {
    /// <summary>A message from the engine. Role: what the outbox can send. Any thread, once its
    /// fields are set.</summary>
    public abstract class Outgoing {
        /// <summary>The protocol version of every message here.</summary>
        public const int Version = 1;

        /// <summary>Write the map of part 1.</summary>
        public abstract void Write(MsgpackWriter to);

        /// <summary>Part 2, or null.</summary>
        public virtual byte[] Audio => null;

        /// <summary>Begin the map: its type, its version and <paramref name="fields"/> more.</summary>
        protected static void Begin(MsgpackWriter to, string type, int fields) {
            to.Map(fields + 2);
            to.String("type");
            to.String(type);
            to.String("v");
            to.Int(Version);
        }

        protected static void Put(MsgpackWriter to, string key, string value) {
            to.String(key);
            to.String(value);
        }

        protected static void Put(MsgpackWriter to, string key, long value) {
            to.String(key);
            to.Int(value);
        }

        protected static void Put(MsgpackWriter to, string key, double value) {
            to.String(key);
            to.Float(value);
        }

        protected static void Put(MsgpackWriter to, string key, Weights value) {
            to.String(key);
            value.Write(to);
        }

        /// <summary>1 if a field is to be written.</summary>
        protected static int One(bool written) => written ? 1 : 0;

        protected static void CheckName(string field, string value) {
            if (string.IsNullOrEmpty(value)) throw new WireError(field + " is empty", field);
            if (value.Length > Limits.MaxNameChars)
                throw new WireError(field + " is longer than " + Limits.MaxNameChars + " characters", field);
        }

        protected static void CheckWeights(string field, Weights value) {
            string fault = value.Fault();
            if (fault.Length > 0) throw new WireError(fault, field);
        }

        protected static void CheckRange(string field, double value, double least, double most) {
            if (!(value >= least && value <= most))
                throw new WireError(field + " " + value + " is outside " + least + " to " + most, field);
        }
    }
}
