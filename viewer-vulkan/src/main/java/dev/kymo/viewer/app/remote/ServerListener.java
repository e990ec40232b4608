package dev.kymo.viewer.app.remote;

/// Is told what happens at a [RemoteServer]. Called on its threads; must be quick and not throw.
public interface ServerListener {
    /// A connection was ended because of what the other side did, or didn't do.
    ///
    /// @param peer its address, and process id where it has said one
    void cut(String peer, String reason);

    /// A row could not be stored: it is lost, and counted.
    void rowRefused(String peer, String reason);
}
