//! A door before a served portal that counts who comes through it.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// Passes requests on, each by a connection of its own, and counts them by method and path.
pub struct Counting {
    pub address: SocketAddr,
    counts: Arc<Mutex<BTreeMap<String, usize>>>,
}

impl Counting {
    /// Stands before a portal until this process ends.
    pub fn before(portal: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let counts: Arc<Mutex<BTreeMap<String, usize>>> = Arc::default();
        let counted = Arc::clone(&counts);
        std::thread::spawn(move || {
            for client in listener.incoming() {
                let mut client = client.unwrap();
                // A client may open a connection that it then does not need.
                let Some((head, body)) = read(&client) else { continue };
                let mut words = head.split([' ', '?']);
                let shape = format!("{} {}", words.next().unwrap(), words.next().unwrap());
                *counted.lock().unwrap().entry(shape).or_default() += 1;
                // A portal answers to its own address alone.
                let head = head.replace(&address.to_string(), &portal.to_string());
                let mut server = TcpStream::connect(portal).unwrap();
                server.write_all(&[head.as_bytes(), &body].concat()).unwrap();
                let mut response = Vec::new();
                server.read_to_end(&mut response).unwrap();
                client.write_all(&response).unwrap();
            }
        });
        Self { address, counts }
    }

    /// Returns what was counted, and begins anew.
    pub fn take(&self) -> BTreeMap<String, usize> {
        std::mem::take(&mut self.counts.lock().unwrap())
    }
}

/// Reads a whole request, and asks for an answer that ends with its connection; nothing where nothing is asked.
fn read(client: &TcpStream) -> Option<(String, Vec<u8>)> {
    let mut reader = BufReader::new(client);
    let mut head = String::new();
    while reader.read_line(&mut head).unwrap() > 2 {}
    let lines = head.strip_suffix("\r\n")?;
    let length = lines
        .lines()
        .find_map(|line| line.to_lowercase().strip_prefix("content-length:").map(|value| value.trim().parse().unwrap()))
        .unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    Some((format!("{lines}connection: close\r\n\r\n"), body))
}
