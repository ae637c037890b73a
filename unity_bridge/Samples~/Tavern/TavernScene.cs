using System.Collections;
using System.Collections.Generic;
using Moodvox.Protocol;
using Moodvox.Script;
using UnityEngine;

namespace Moodvox.Samples {
    /// <summary>Plays a scene file with the guests of the scene, found by their names; who is not
    /// there is made of the prefab. Role: a director; coroutines on the main thread.</summary>
    public sealed class TavernScene : MonoBehaviour {
        [SerializeField] MoodvoxConnection connection = null;
        [SerializeField] TextAsset script = null;
        [Tooltip("For characters that do not sit in the scene; none: a capsule.")]
        [SerializeField] TavernCharacter guest = null;
        [Tooltip("Between the characters' chairs.")]
        [SerializeField] float spacing = 2f;

        readonly Dictionary<string, TavernCharacter> _cast = new Dictionary<string, TavernCharacter>();

        IEnumerator Start() {
            var scene = new SceneFile(script.text);
            foreach (TavernCharacter seated in GetComponentsInChildren<TavernCharacter>()) {
                seated.Begin(connection, seated.name);
                _cast[seated.name] = seated;
            }
            foreach (SceneLine line in scene.Lines)
                if (!_cast.ContainsKey(line.Character)) _cast[line.Character] = Seated(line.Character);
            foreach (string row in scene.Opening) Act(Direction.Parse(row));
            foreach (SceneLine line in scene.Lines) yield return Play(line);
        }

        /// <summary>One line, and the directions below it at their times in it.</summary>
        IEnumerator Play(SceneLine line) {
            SpokenLine spoken = _cast[line.Character].Voice.Say(line.Spoken);
            var waiting = new List<Direction>();
            foreach (string row in line.Directions) {
                Direction direction = Direction.Parse(row);
                if (direction != null) waiting.Add(direction);
            }
            while (!spoken.IsOver) {
                for (int i = 0; i < waiting.Count; i++) {
                    Direction next = waiting[i];
                    if (next.Kind == DirectionKind.Wait || next.AfterS < 0.0 || spoken.PlayedS < next.AfterS) continue;
                    Act(next);
                    waiting.RemoveAt(i--);
                }
                yield return null;
            }
            foreach (Direction left in waiting) {
                if (left.Kind == DirectionKind.Wait) yield return new WaitForSeconds((float)left.AfterS);
                else if (left.AfterS < 0.0) Act(left);
            }
        }

        void Act(Direction direction) {
            TavernCharacter one;
            if (direction == null || !_cast.TryGetValue(direction.Character, out one)) return;
            if (direction.Kind == DirectionKind.Interrupt) one.Voice.Stop();
            if (direction.Kind == DirectionKind.Mood) one.Voice.SetMood(direction.Mood, (float)direction.OverS);
        }

        TavernCharacter Seated(string character) {
            TavernCharacter one = guest == null ? GameObject.CreatePrimitive(PrimitiveType.Capsule).AddComponent<TavernCharacter>() : Instantiate(guest);
            one.name = character;
            one.transform.SetParent(transform);
            one.transform.position = new Vector3(spacing * (_cast.Count - 1), 1f, 4f);
            one.Begin(connection, character);
            return one;
        }

        /// <summary>The player may cut in at any time.</summary>
        void OnGUI() {
            int row = 0;
            foreach (KeyValuePair<string, TavernCharacter> pair in _cast)
                if (GUI.Button(new Rect(10f, 10f + 34f * row++, 220f, 30f), "Frighten " + pair.Key)) pair.Value.Voice.SetMood("fearful", 0.9f, 0.5f);
        }
    }
}
