using System;
using Moodvox.Protocol;
using UnityEngine;

namespace Moodvox {
    /// <summary>A baked line on its way through an AudioSource. Role: the same events as a live
    /// line's, from the samples that the source has played. The main thread.</summary>
    sealed class BakedPlayback {
        readonly BakedLine _line;
        readonly AudioClip _clip;
        readonly AudioSource _source;
        int _nextMark;
        int _nextMood;
        bool _started;
        long _last;

        public readonly SpokenLine Line;

        public BakedPlayback(string text, BakedLine line, AudioClip clip, AudioSource source) {
            _line = line;
            _clip = clip;
            _source = source;
            Line = new SpokenLine(text, null) { Playback = this };
        }

        public double PlayedS => (double)_last / Math.Max(1, _clip.frequency);

        /// <summary>Whether it goes on; events up to what is heard now have been told.</summary>
        public bool Tick(Action<SpokenLine> started, Action<SpokenLine, Mark> heard, Action<Weights> felt, Weights mood) {
            if (!_started) {
                _started = true;
                _source.clip = _clip;
                _source.loop = false;
                _source.Play();
                started(Line);
            }
            bool over = !_source.isPlaying && (_last > 0 || _clip.samples == 0);
            // A clip that has ended stands at 0 again.
            _last = over ? _clip.samples : Math.Max(_last, _source.timeSamples);
            // The importer may have given the clip another rate.
            long played = _last * _line.sample_rate_hz / Math.Max(1, _clip.frequency);
            for (; _nextMood < _line.moods.Count && _line.moods[_nextMood].first_sample <= played; _nextMood++) {
                mood.CopyFrom(MoodWeight.ToWeights(_line.moods[_nextMood].mood) ?? new Weights());
                felt(mood);
            }
            for (; _nextMark < _line.marks.Count && _line.marks[_nextMark].first_sample <= played; _nextMark++)
                heard(Line, ToMark(_line.marks[_nextMark]));
            return !over;
        }

        public void Stop() {
            if (_started && _source != null && _source.clip == _clip) _source.Stop();
        }

        static Mark ToMark(BakedMark mark) {
            return new Mark {
                Kind = mark.kind == "word" ? MarkKind.Word : mark.kind == "viseme" ? MarkKind.Viseme : MarkKind.Phoneme,
                Text = mark.text, FirstSample = mark.first_sample, Samples = mark.samples, Start = mark.start, End = mark.end,
            };
        }
    }
}
