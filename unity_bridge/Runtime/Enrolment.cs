using System.Diagnostics;
using Moodvox.Client;
using Moodvox.Protocol;

namespace Moodvox {
    /// <summary>A recording that is being learnt: `await` it, `yield return` it, or look at it.
    /// Role: the handle of MoodvoxConnection.EnrollAsync. The main thread.</summary>
    public sealed class Enrolment : Awaited<Enrolment> {
        /// <summary>A sidecar that is still starting is waited for, as a line waits for it.</summary>
        const double WaitS = 10.0;

        readonly Stopwatch _clock = Stopwatch.StartNew();
        readonly Enroll _request;
        Question _question;

        internal Enrolment(Enroll request) {
            _request = request;
        }

        /// <summary>What lines may name from now on; null until then, and if it failed.</summary>
        public Enrolled Enrolled { get; private set; }

        internal void Tick(SidecarClient client) {
            if (_question != null) {
                if (_question.IsOver) Finish(_question.Enrolled, _question.Fault);
            } else if (client.State == LinkState.Ready) {
                if (_request.Voice.Length == 0 && client.Ready.Voices.Count > 0) _request.Voice = client.Ready.Voices[0].Name;
                try {
                    _question = client.Enroll(_request);
                } catch (WireError fault) {
                    Finish(null, new Fault("bad_input", fault.Message, fault.Where));
                }
            } else if (_clock.Elapsed.TotalSeconds > WaitS) Finish(null, new Fault("sidecar", "no sidecar was ready within " + WaitS + " s"));
        }

        internal void Finish(Enrolled enrolled, Fault fault) {
            if (IsOver) return;
            Enrolled = enrolled;
            Close(fault);
        }
    }
}
