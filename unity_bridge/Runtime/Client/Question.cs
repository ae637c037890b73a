using System.Threading;
using Moodvox.Protocol;

namespace Moodvox.Client {
    /// <summary>Something that was asked of the sidecar, and its answer once that has come. Role:
    /// checks of what is being written, enrolments. Answered or failed by the link's thread, once; looked at
    /// by any.</summary>
    public sealed class Question {
        internal readonly string Id;
        internal readonly Outgoing Message;
        int _over;

        internal Question(string id, Outgoing message) {
            Id = id;
            Message = message;
        }

        /// <summary>Whether it was answered, or never will be.</summary>
        public bool IsOver => Volatile.Read(ref _over) != 0;
        /// <summary>The answer to a check; null before, and if it failed.</summary>
        public Diagnostics Diagnostics { get; private set; }
        /// <summary>The answer to an enrolment; null before, and if it failed.</summary>
        public Enrolled Enrolled { get; private set; }
        /// <summary>Why there is no answer; null if there is one.</summary>
        public Fault Fault { get; private set; }

        internal void Answer(Diagnostics told, Enrolled enrolled) {
            Diagnostics = told;
            Enrolled = enrolled;
            Volatile.Write(ref _over, 1);
        }

        internal void Fail(Fault fault) {
            Fault = fault;
            Volatile.Write(ref _over, 1);
        }
    }
}
