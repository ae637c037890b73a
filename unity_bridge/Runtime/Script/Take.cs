using System.Collections.Generic;
using Moodvox.Client;
using Moodvox.Protocol;

namespace Moodvox.Script {
    /// <summary>A line made whole, as fast as it can be, to be heard, compared or kept. Role: what
    /// the editor plays and bakes; it also finds the line's faults, with the same reader as the
    /// game's. The main thread.</summary>
    public sealed class Take {
        readonly LineHandle _line;
        readonly List<Mark> _marks = new List<Mark>();
        float[] _samples;

        public Take(SidecarClient client, Speak request) {
            Request = request;
            if (request.Character.Length == 0) request.Character = "editor";
            _line = client.Say(request, true);
        }

        public Speak Request { get; }
        public string Text => Request.Text;
        public bool IsOver => _line.IsOver;
        public bool IsGood => _line.End == LineEnd.Finished;
        /// <summary>null if it could be spoken, or is not over.</summary>
        public Fault Fault => _line.Fault;
        public Done Done => _line.Done;
        public int SampleRateHz => _line.SampleRateHz;
        public LineHandle Line => _line;

        /// <summary>(S,) of a take that is over.</summary>
        public float[] Samples => _samples ?? (_samples = _line.Samples());

        /// <summary>All marks of a take that is over.</summary>
        public List<Mark> TakeMarks() {
            Mark mark;
            while (_line.NextMark(long.MaxValue, out mark)) _marks.Add(mark);
            return _marks;
        }
    }
}
