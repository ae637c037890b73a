using System.Collections.Generic;
using UnityEngine;

namespace Moodvox {
    /// <summary>Lines that were made in the editor, with their clips. Role: what speaks on phones,
    /// consoles and the web. The main thread.</summary>
    [CreateAssetMenu(menuName = "Moodvox/Baked Voices", fileName = "Moodvox Baked")]
    public sealed class BakedVoices : ScriptableObject {
        [SerializeField] TextAsset manifest = null;
        [Tooltip("In the order of the manifest's lines.")]
        [SerializeField] List<AudioClip> clips = new List<AudioClip>();

        Dictionary<string, int> _places;
        BakedManifest _manifest;

        /// <summary>What the editor has baked.</summary>
        public void Set(TextAsset newManifest, List<AudioClip> newClips) {
            manifest = newManifest;
            clips = newClips;
            _places = null;
        }

        /// <summary>The line of a character with exactly this text; false if there is none.</summary>
        public bool Find(string character, string text, out BakedLine line, out AudioClip clip) {
            if (_places == null) Read();
            int place;
            bool found = _places.TryGetValue(character + "\n" + text, out place) && place < clips.Count && clips[place] != null;
            line = found ? _manifest.lines[place] : null;
            clip = found ? clips[place] : null;
            return found;
        }

        void OnEnable() {
            _places = null;
        }

        void Read() {
            _places = new Dictionary<string, int>();
            _manifest = manifest == null ? null : BakedManifest.Parse(manifest.text);
            if (_manifest == null) {
                if (manifest != null) Debug.LogError("Moodvox: " + manifest.name + " is no manifest of version " + BakedManifest.Version, this);
                return;
            }
            for (int i = 0; i < _manifest.lines.Count; i++)
                _places[_manifest.lines[i].character + "\n" + _manifest.lines[i].text] = i;
        }
    }
}
