// Stand-ins for what the package's own tests use of NUnit. Never shipped.
using System;

namespace NUnit.Framework {
    [AttributeUsage(AttributeTargets.Method)] public sealed class TestAttribute : Attribute { }

    public static class Assert {
        public static void AreEqual(object expected, object actual) {
            if (!Equals(expected, actual)) throw new Exception("expected " + expected + ", got " + actual);
        }
        public static void IsTrue(bool fact) { AreEqual(true, fact); }
        public static void IsNull(object what) { AreEqual(null, what); }
    }
}
