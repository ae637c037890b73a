using System;

namespace Moodvox.Protocol {
    /// <summary>Bytes or values that the protocol does not allow. Role: the one exception of
    /// this assembly. Any thread.</summary>
    public sealed class WireError : Exception {
        /// <summary>The field at fault, such as "curve[2].at_s"; "" where there is none.</summary>
        public string Where { get; }

        public WireError(string message, string where = "") : base(message) {
            Where = where;
        }
    }
}
