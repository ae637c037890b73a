using System;

namespace Moodvox.Client {
    /// <summary>There is no sidecar to talk to, for now or (Final) as things are set up. Role:
    /// ends a session of the link. The link's thread.</summary>
    sealed class LinkLost : Exception {
        public readonly Fault Fault;
        /// <summary>Lines need not wait for another attempt.</summary>
        public readonly bool Final;

        public LinkLost(string message, string hint = "", bool final = false) : base(message) {
            Fault = Client.Fault.Gone(message, hint);
            Final = final;
        }

        public LinkLost(Fault fault) : base(fault.Message) {
            Fault = fault;
            Final = true;
        }
    }
}
