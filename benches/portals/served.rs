//! A portal on loopback, in a thread of this process: what reads it is a process of its own.

use std::net::SocketAddr;
use std::sync::mpsc::channel;

use hubwright::emulator::server::serve_until;
use hubwright::emulator::{ServeOptions, State};

/// What a client has to know.
pub const TOKEN: &str = "pat-na1-many";

/// Serves a portal until this process ends.
pub fn serve(state: State) -> SocketAddr {
    let (send, receive) = channel();
    std::thread::spawn(move || {
        let options = ServeOptions { port: 0, token: TOKEN.to_owned().into(), seed: 0 };
        serve_until(state, options, std::future::pending(), |address| send.send(address).unwrap()).unwrap();
    });
    receive.recv().unwrap()
}
