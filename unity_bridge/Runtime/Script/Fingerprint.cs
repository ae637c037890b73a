using System.Globalization;
using System.Text;
using Moodvox.Protocol;

namespace Moodvox.Script {
    /// <summary>Of all that a line's sound depends on, as far as the engine knows. Role: what did
    /// not change is not baked again. Pure.</summary>
    public static class Fingerprint {
        /// <param name="project">The text of moodvox.toml and its lexicon; "" if there is none.</param>
        public static string Of(Speak request, Ready ready, string project) {
            var all = new StringBuilder();
            foreach (string part in new[] { request.Character, request.Text, request.Line, request.Voice, request.Speaker, project, ready.Sidecar })
                all.Append(part.Length).Append(':').Append(part);
            if (request.Mood != null) all.Append(request.Mood);
            if (request.Seed.HasValue) all.Append(request.Seed.Value.ToString(CultureInfo.InvariantCulture));
            foreach (VoiceInfo voice in ready.Voices)
                all.Append(voice.Name).Append(voice.SampleRateHz).Append(string.Join(",", voice.Speakers.ToArray())).Append(string.Join(",", voice.Emotions.ToArray()));
            ulong hash = 14695981039346656037;
            foreach (byte part in Encoding.UTF8.GetBytes(all.ToString())) hash = (hash ^ part) * 1099511628211;
            return hash.ToString("x16", CultureInfo.InvariantCulture);
        }
    }
}
