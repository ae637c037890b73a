using Moodvox.Protocol;

namespace Moodvox.Client {
    /// <summary>Something went wrong: with one line, or with the sidecar as a whole. Role: what
    /// users are told. Immutable; any thread.</summary>
    public sealed class Fault {
        /// <summary>The sidecar's word (docs/protocol.md), or "sidecar": it cannot be started,
        /// does not answer or has gone.</summary>
        public string Code { get; }
        public string Message { get; }
        /// <summary>Message field, or line:column in the text.</summary>
        public string Where { get; }
        public string Hint { get; }
        /// <summary>"" if it is about no line.</summary>
        public string Line { get; }

        public Fault(string code, string message, string where = "", string hint = "", string line = "") {
            Code = code;
            Message = message;
            Where = where;
            Hint = hint;
            Line = line;
        }

        internal static Fault Of(Error error) =>
            new Fault(error.Code, error.Message, error.Where, error.Hint, error.Id);

        internal static Fault Gone(string message, string hint = "") => new Fault("sidecar", message, "", hint);

        /// <summary>Column in the line's text, from 1; 0 if it is about no place in it.</summary>
        public int Column {
            get {
                int colon = Where.LastIndexOf(':');
                int column;
                return colon >= 0 && int.TryParse(Where.Substring(colon + 1), out column) ? column : 0;
            }
        }

        public override string ToString() =>
            Code + ": " + (Where.Length > 0 ? Where + ": " : "") + Message + (Hint.Length > 0 ? " (" + Hint + ")" : "");
    }
}
