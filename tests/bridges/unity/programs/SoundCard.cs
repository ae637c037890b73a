using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using Moodvox.Client;

namespace Moodvox.Tests {
    /// <summary>An audio thread that asks every player for its samples, faster than in life if
    /// wanted, and writes down what it got.</summary>
    sealed class SoundCard {
        readonly object _lock = new object();
        readonly Dictionary<string, VoicePlayer> _players = new Dictionary<string, VoicePlayer>();
        readonly Dictionary<string, List<float>> _heard = new Dictionary<string, List<float>>();
        volatile bool _stopped;
        Thread _thread;

        public int RateHz { get; private set; } = 24000;

        public void Start(int rateHz, double speed) {
            RateHz = rateHz;
            _thread = new Thread(() => Run(speed)) { IsBackground = true };
            _thread.Start();
        }

        public void Add(string name, VoicePlayer player) {
            lock (_lock) {
                _players[name] = player;
                _heard[name] = new List<float>();
            }
        }

        public float[] Heard(string name) {
            lock (_lock) return _heard[name].ToArray();
        }

        public void Stop() {
            _stopped = true;
            if (_thread != null) _thread.Join();
        }

        void Run(double speed) {
            Stopwatch clock = Stopwatch.StartNew();
            var buffer = new float[RateHz / 100];
            for (long done = 0; !_stopped;) {
                long due = (long)(clock.Elapsed.TotalSeconds * RateHz * speed);
                if (done + buffer.Length > due) {
                    Thread.Sleep(1);
                    continue;
                }
                lock (_lock)
                    foreach (KeyValuePair<string, VoicePlayer> pair in _players) {
                        pair.Value.Fill(buffer, buffer.Length, RateHz);
                        _heard[pair.Key].AddRange(buffer);
                    }
                done += buffer.Length;
            }
        }
    }
}
