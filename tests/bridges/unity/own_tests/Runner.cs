using System;
using System.Reflection;
using NUnit.Framework;

namespace Moodvox.Tests {
    /// <summary>Runs the package's own tests without Unity: one row for each, "NAME ok".</summary>
    static class Runner {
        static int Main() {
            foreach (Type type in Assembly.GetExecutingAssembly().GetTypes())
                foreach (MethodInfo test in type.GetMethods())
                    if (test.IsDefined(typeof(TestAttribute), false)) {
                        test.Invoke(Activator.CreateInstance(type), null);
                        Console.WriteLine(test.Name + " ok");
                    }
            return 0;
        }
    }
}
