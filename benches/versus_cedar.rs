#![allow(missing_docs)]
#[path = "generate/mod.rs"]
mod generate;
fn main() {
    let n: usize = std::env::args().nth(1).unwrap().parse().unwrap();
    let p = std::path::PathBuf::from(std::env::args().nth(2).unwrap());
    generate::write_project(&p.join("h"), n, 1).unwrap();
    generate::write_policies(&p.join("c"), n, 1).unwrap();
}
