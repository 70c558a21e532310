//! Changes to a text that are likely to meet something: at its bytes, its words, its brackets, and with parts of others.

/// Numbers that are the same for the same seed.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// Returns a number below a bound; 0 where there is none.
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 16).unwrap_or(0) % bound.max(1)
    }

    fn of<'t, T>(&mut self, all: &'t [T]) -> &'t T {
        &all[self.below(all.len())]
    }
}

/// Characters and signs that mean something somewhere, or ought to nowhere.
const SIGNS: &[&str] = &[
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "\"",
    "\"\"\"",
    "'",
    ",",
    ":",
    ".",
    "=",
    "=>",
    "<=",
    ">",
    "==",
    "!=",
    "&&",
    ";",
    "#",
    "//",
    "///",
    "/*",
    "*/",
    "\\",
    "\\u{",
    "\n",
    "\r\n",
    "\r",
    "\t",
    " ",
    "\0",
    "\u{1b}[31m",
    "\u{202e}",
    "\u{2066}",
    "\u{feff}",
    "\u{200b}",
    "\u{a0}",
    "é",
    "界",
    "🦀",
    "e\u{301}",
    "-",
    "&a ",
    "*a",
    "!x ",
    "|\n",
    ">\n",
    "? ",
    "- ",
    "---\n",
    "~",
    "0",
    "-1",
    "1e999",
    "00",
    "1_000",
    "4294967296",
    "18446744073709551616",
    "0.1",
    "2026-02-29",
    "2026-11-23",
    "09:00",
    "25:61",
    "v1",
];

/// Changes a text a few times.
pub fn mutated(random: &mut Random, seed: &[u8], other: &[u8], words: &[String]) -> Vec<u8> {
    let mut data = seed.to_vec();
    // A part of a large file is as good as the whole, and quicker.
    if data.len() > 4000 && random.below(4) > 0 {
        let from = lines(&data);
        let at = *random.of(&from);
        data = data[at..].iter().copied().take(3000).collect();
    }
    for _ in 0..=random.below(4) {
        data = once(random, data, other, words);
        data.truncate(32 * 1024);
    }
    data
}

fn once(random: &mut Random, mut data: Vec<u8>, other: &[u8], words: &[String]) -> Vec<u8> {
    match random.below(12) {
        0 => {
            let at = random.below(data.len());
            if let Some(byte) = data.get_mut(at) {
                *byte ^= 1 << random.below(8);
            }
            data
        }
        1 => {
            data.truncate(random.below(data.len() + 1));
            data
        }
        2..=4 => {
            let at = random.below(data.len() + 1);
            let more =
                if random.below(2) == 0 { random.of(SIGNS).to_string() } else { format!(" {} ", random.of(words)) };
            spliced(&data, at..at, more.as_bytes())
        }
        5 => {
            let word = token(random, &data);
            spliced(&data, word, b"")
        }
        6 => {
            let word = token(random, &data);
            let twice = [&data[word.clone()], b" ", &data[word.clone()]].concat();
            spliced(&data, word, &twice)
        }
        7 => {
            let (one, two) = (token(random, &data), token(random, &data));
            let with = data[two].to_vec();
            spliced(&data, one, &with)
        }
        8 => {
            let word = token(random, &data);
            let with = random.of(words).clone();
            spliced(&data, word, with.as_bytes())
        }
        9 => {
            let (at, from) = (*random.of(&lines(&data)), *random.of(&lines(other)));
            let part: Vec<u8> = other[from..].iter().copied().take(random.below(600)).collect();
            spliced(&data, at..at, &part)
        }
        10 => {
            let (one, two) = (*random.of(&lines(&data)), *random.of(&lines(&data)));
            let with = if random.below(2) == 0 { Vec::new() } else { data[one.min(two)..one.max(two)].to_vec() };
            spliced(&data, one.min(two)..one.max(two), &with.repeat(2))
        }
        _ => {
            let at = random.below(data.len() + 1);
            let storm = random.of(&["(", "[", "{", "not ", "any company (", "if country is known { ", "{ a = ", "- "]);
            let times = *random.of(&[1, 5, 31, 32, 62, 63, 64, 65, 300]);
            spliced(&data, at..at, storm.repeat(times).as_bytes())
        }
    }
}

/// Finds a word, or a run of signs.
fn token(random: &mut Random, data: &[u8]) -> std::ops::Range<usize> {
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80;
    let at = random.below(data.len());
    let Some(first) = data.get(at).copied() else { return 0..0 };
    let like =
        |byte: &u8| is_word(*byte) == is_word(first) && byte.is_ascii_whitespace() == first.is_ascii_whitespace();
    let before = data[..at].iter().rev().take(40).take_while(|byte| like(byte)).count();
    let after = data[at..].iter().take(40).take_while(|byte| like(byte)).count();
    at - before..at + after
}

fn lines(data: &[u8]) -> Vec<usize> {
    let ends = data.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at + 1);
    std::iter::once(0).chain(ends).collect()
}

fn spliced(data: &[u8], at: std::ops::Range<usize>, with: &[u8]) -> Vec<u8> {
    [&data[..at.start], with, &data[at.end..]].concat()
}

/// Cuts a failing input down to a smaller one that fails too.
pub fn smaller(data: &[u8], fails: impl Fn(&[u8]) -> bool) -> Vec<u8> {
    let mut best = data.to_vec();
    let mut part = best.len() / 2;
    let mut tries = 0;
    while part > 0 && tries < 3000 {
        let mut at = 0;
        while at < best.len() && tries < 3000 {
            let shorter = spliced(&best, at..(at + part).min(best.len()), b"");
            tries += 1;
            if fails(&shorter) {
                best = shorter;
            } else {
                at += part;
            }
        }
        part /= 2;
    }
    best
}
