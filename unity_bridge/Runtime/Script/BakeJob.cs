using System;
using System.Collections.Generic;
using Moodvox.Client;
using Moodvox.Protocol;

namespace Moodvox.Script {
    /// <summary>Many lines made one after another. Role: the work behind "bake all", with progress,
    /// cancel, and a list of what failed; files are its owner's. The main thread.</summary>
    public sealed class BakeJob {
        /// <summary>Takes under way at once: the next is being made while one is written.</summary>
        const int AtOnce = 4;

        readonly SidecarClient _client;
        readonly List<Speak> _requests;
        readonly Action<Take> _keep;
        readonly Queue<Take> _takes = new Queue<Take>();
        int _asked;
        bool _cancelled;

        /// <param name="keep">Called for each good take, in the order of the requests.</param>
        public BakeJob(SidecarClient client, List<Speak> requests, Action<Take> keep) {
            _client = client;
            _requests = requests;
            _keep = keep;
        }

        public int Total => _requests.Count;
        public int Finished { get; private set; }
        public bool IsOver => _takes.Count == 0 && (_cancelled || _asked == Total);
        public bool IsCancelled => _cancelled;
        /// <summary>Lines that could not be made, and why.</summary>
        public List<KeyValuePair<Speak, Fault>> Failed { get; } = new List<KeyValuePair<Speak, Fault>>();

        /// <summary>Look what has been made, and ask for more.</summary>
        public void Tick() {
            while (!_cancelled && _takes.Count < AtOnce && _asked < Total) _takes.Enqueue(new Take(_client, _requests[_asked++]));
            while (_takes.Count > 0 && _takes.Peek().IsOver) {
                Take take = _takes.Dequeue();
                if (take.IsGood) _keep(take);
                else if (!_cancelled) Failed.Add(new KeyValuePair<Speak, Fault>(take.Request, take.Fault));
                Finished++;
            }
        }

        /// <summary>Ask for nothing more; what is kept stays.</summary>
        public void Cancel() {
            _cancelled = true;
            foreach (Take take in _takes) _client.Cancel(take.Line);
        }
    }
}
