using System.Threading;
using Moodvox.Client;
using Moodvox.Protocol;
using UnityEngine;

namespace Moodvox {
    // From played samples to events, and from the ring to the sound card.
    public sealed partial class MoodvoxVoice {
        VoicePlayer _player;
        bool _carries;
        float[] _mono = new float[4096];
        int _outputRateHz = 48000;

        void Awake() {
            _outputRateHz = AudioSettings.outputSampleRate;
            AudioSettings.OnAudioConfigurationChanged += OnConfiguration;
        }

        void OnDestroy() {
            AudioSettings.OnAudioConfigurationChanged -= OnConfiguration;
        }

        void OnConfiguration(bool deviceChanged) {
            _outputRateHz = AudioSettings.outputSampleRate;
            if (_client != null) _client.OutputRateHz = _outputRateHz;
            if (_player != null) Carrier.Play(_source);
        }

        /// <summary>The source plays a clip of ones (see Carrier), so that data holds its volume
        /// and panning: times them, our samples are where the source is.</summary>
        void OnAudioFilterRead(float[] data, int channels) {
            if (!Volatile.Read(ref _carries)) return;
            VoicePlayer player = Volatile.Read(ref _player);
            if (player == null) {
                // The carrier may still play for a moment: its ones are nothing to be heard.
                System.Array.Clear(data, 0, data.Length);
                return;
            }
            int count = data.Length / channels;
            for (int done = 0; done < count;) {
                int piece = Mathf.Min(count - done, _mono.Length);
                player.Fill(_mono, piece, _outputRateHz);
                for (int i = 0; i < piece; i++)
                    for (int channel = 0; channel < channels; channel++)
                        data[(done + i) * channels + channel] *= _mono[i];
                done += piece;
            }
        }

        void OnStarted(LineHandle line) {
            SpokenLine spoken;
            if (_lines.TryGetValue(line, out spoken)) Started(spoken);
        }

        void OnMarked(LineHandle line, Mark mark) {
            SpokenLine spoken;
            if (_lines.TryGetValue(line, out spoken)) Heard(spoken, mark);
        }

        void OnMood(LineHandle line, Weights mood) {
            Felt(mood);
        }

        void OnEnded(LineHandle line, Fault fault) {
            SpokenLine spoken;
            if (!_lines.TryGetValue(line, out spoken)) return;
            _lines.Remove(line);
            Ended(spoken, line.End, fault);
        }

        void Started(SpokenLine line) {
            events.lineStarted.Invoke(line.Text);
            LineStarted?.Invoke(line);
        }

        void Heard(SpokenLine line, Mark mark) {
            if (mark.Kind == MarkKind.Word) events.word.Invoke(mark.Text);
            if (mark.Kind == MarkKind.Viseme) events.viseme.Invoke(mark.Text);
            Marked?.Invoke(line, mark);
        }

        void Felt(Weights mood) {
            if (events.moodChanged.GetPersistentEventCount() > 0) events.moodChanged.Invoke(mood.ToString());
            MoodChanged?.Invoke(mood);
        }

        void Ended(SpokenLine line, LineEnd end, Fault fault) {
            // First, so that listeners see how it ended; who awaits it goes on from there.
            line.Finish(end, fault);
            if (fault != null) events.lineFailed.Invoke(fault.ToString());
            else events.lineEnded.Invoke(line.Text);
            LineEnded?.Invoke(line);
        }
    }
}
