using System.Collections.Generic;
using Moodvox.Client;
using Moodvox.Protocol;
using UnityEngine;

namespace Moodvox {
    // Speakers and emotions from recordings, while the game runs.
    public sealed partial class MoodvoxConnection {
        readonly List<Enrolment> _learning = new List<Enrolment>();

        /// <summary>Have a speaker or an emotion learnt from a recording: a player's own voice from
        /// a Microphone clip, say. It can be used when the answer has come, now and in later
        /// sessions.</summary>
        /// <param name="called">What lines will call it.</param>
        /// <param name="recording">3 to 30 s of one clear voice (an emotion: 2 to 30 s), of any
        /// rate and number of channels; its load type must allow GetData.</param>
        /// <param name="kind">"speaker" or "emotion".</param>
        /// <param name="voice">Whose speaker or emotion it will be; "": the first voice's.</param>
        /// <param name="replace">Take the place of another recording of that name.</param>
        public Enrolment EnrollAsync(string called, AudioClip recording, string kind = "speaker", string voice = "", bool replace = false) {
            var all = new float[recording.samples * recording.channels];
            if (!recording.GetData(all, 0)) return Refused("the clip '" + recording.name + "' cannot be read: set its load type to Decompress On Load");
            return EnrollAsync(called, Mono(all, recording.channels), recording.frequency, kind, voice, replace);
        }

        /// <summary>As above, from mono samples in [-1, 1].</summary>
        public Enrolment EnrollAsync(string called, float[] samples, int sampleRateHz, string kind = "speaker", string voice = "", bool replace = false) {
            var enrolment = new Enrolment(new Enroll {
                Kind = kind, Name = called, Voice = voice, Replace = replace, Samples = samples.Length, SampleRateHz = sampleRateHz,
                Format = SampleFormat.S16, Recording = Pcm.ToS16(samples),
            });
            if (Client == null) return Refused("no sidecar can run here");
            _learning.Add(enrolment);
            return enrolment;
        }

        void TickLearning() {
            for (int i = 0; i < _learning.Count; i++) _learning[i].Tick(_client);
            _learning.RemoveAll(one => one.IsOver);
        }

        void StopLearning() {
            Enrolment[] left = _learning.ToArray();
            _learning.Clear();
            foreach (Enrolment one in left) one.Finish(null, new Fault("sidecar", "the connection was closed"));
        }

        static Enrolment Refused(string why) {
            var enrolment = new Enrolment(new Enroll());
            enrolment.Finish(null, new Fault("sidecar", why));
            return enrolment;
        }

        static float[] Mono(float[] all, int channels) {
            if (channels == 1) return all;
            var mono = new float[all.Length / channels];
            for (int i = 0; i < mono.Length; i++) {
                for (int c = 0; c < channels; c++) mono[i] += all[i * channels + c];
                mono[i] /= channels;
            }
            return mono;
        }
    }
}
