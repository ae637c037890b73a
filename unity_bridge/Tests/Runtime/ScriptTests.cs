using System.Collections.Generic;
using Moodvox.Script;
using NUnit.Framework;

namespace Moodvox.Tests {
    /// <summary>What the editor does with text.</summary>
    public sealed class ScriptTests {
        static readonly List<string> Emotions = new List<string> { "angry", "calm", "happy" };

        [Test]
        public void A_mood_takes_the_place_of_the_one_the_line_began_with() {
            Assert.AreEqual("[happy 0.5] [rate 0.9] Out! [calm] Sorry.", TaggedText.WithMood("[angry] [rate 0.9] Out! [calm] Sorry.", "happy 0.5", Emotions));
            Assert.AreEqual("Out!", TaggedText.WithMood("[angry] Out!", "", Emotions));
            Assert.AreEqual("\\[sic] Out!", TaggedText.WithMood("\\[sic] Out!", "", Emotions));
        }

        [Test]
        public void A_scene_is_written_back_row_by_row() {
            var scene = new SceneFile("# Night.\nMarta (sad 0.4): Room \\#7 is free. #room\n@wait 1s\nBram: Ha!\n");
            Assert.AreEqual(2, scene.Lines.Count);
            Assert.AreEqual("Room \\#7 is free.", scene.Lines[0].Text);
            Assert.AreEqual("[sad 0.4] Room \\#7 is free.", scene.Lines[0].Spoken);
            Assert.AreEqual("room", scene.Lines[0].Id);
            Assert.AreEqual("@wait 1s", scene.Lines[0].Directions[0]);
            scene.Rewrite(scene.Lines[0], "No room.");
            Assert.AreEqual("# Night.\nMarta (sad 0.4): No room. #room\n@wait 1s\nBram: Ha!\n", scene.Text);
        }

        [Test]
        public void A_direction_has_its_times() {
            Direction mood = Direction.Parse("@mood Bram fearful 0.9 over 1s after 2.4s");
            Assert.AreEqual(DirectionKind.Mood, mood.Kind);
            Assert.AreEqual("fearful 0.9", mood.Mood.ToString());
            Assert.AreEqual(1.0, mood.OverS);
            Assert.AreEqual(2.4, mood.AfterS);
            Assert.AreEqual(0.3, Direction.Parse("@wait 300ms").AfterS);
            Assert.IsNull(Direction.Parse("@dance Bram"));
        }
    }
}
