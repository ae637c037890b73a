using System;
using System.Runtime.CompilerServices;
using Moodvox.Client;
using UnityEngine;

namespace Moodvox {
    /// <summary>Something that ends once: `await` it, `yield return` it, or look at it. Role: what a
    /// line and an enrolment have in common. The main thread.</summary>
    public abstract class Awaited<T> : CustomYieldInstruction where T : Awaited<T> {
        Action _whenOver;

        internal Awaited() { }

        public bool IsOver { get; private set; }
        /// <summary>Why it failed, in words for people; null if it did not.</summary>
        public Fault Fault { get; private set; }

        /// <summary>For coroutines.</summary>
        public override bool keepWaiting => !IsOver;

        /// <summary>For `await`: goes on, on the main thread, when it is over. A failure is no
        /// exception: see <see cref="Fault"/>.</summary>
        public Awaiter GetAwaiter() => new Awaiter(this);

        internal void Close(Fault fault) {
            Fault = fault;
            IsOver = true;
            Action whenOver = _whenOver;
            _whenOver = null;
            whenOver?.Invoke();
        }

        /// <summary>What the compiler makes of `await`.</summary>
        public struct Awaiter : INotifyCompletion {
            readonly Awaited<T> _awaited;

            internal Awaiter(Awaited<T> awaited) {
                _awaited = awaited;
            }

            public bool IsCompleted => _awaited.IsOver;

            public T GetResult() => (T)_awaited;

            public void OnCompleted(Action whenOver) {
                _awaited._whenOver += whenOver;
            }
        }
    }
}
