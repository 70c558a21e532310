//! `fmt`: what it writes, what it shows, what it leaves alone.

use std::io::Write as _;
use std::process::{Command, Stdio};

use super::sealed::Sealed;

const UGLY: &str = "segment us on contact { version 1 where country is \"US\" } // ours\n";
const FINE: &str = "segment us on contact {\n  version 1\n  where country is \"US\"\n} // ours\n";

fn stdin(sealed: &Sealed, arguments: &[&str], text: &str) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hubwright"));
    command.current_dir(sealed.root()).args(arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

#[test]
fn a_new_project_is_formatted() {
    let ended = Sealed::project().run(&["fmt", "--check"]);
    assert_eq!((ended.code, ended.out.as_str()), (0, ""), "{}", ended.err);
}

#[test]
fn files_are_written_once_and_differences_shown_before() {
    let sealed = Sealed::project();
    sealed.write("rules/us.seg", UGLY);
    let path = sealed.root().join("rules/us.seg");
    let ended = sealed.run(&["fmt", "--check"]);
    assert_eq!(ended.code, 3);
    assert!(ended.err.contains("syntax::not-formatted") && ended.err.contains("rules/us.seg"), "{}", ended.err);
    assert!(ended.out.contains("+   version 1"), "{}", ended.out);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), UGLY, "`--check` writes nothing");
    let ended = sealed.run(&["fmt"]);
    assert_eq!((ended.code, ended.out.as_str()), (0, ""), "{}", ended.err);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), FINE);
    let before = std::fs::metadata(&path).unwrap().modified().unwrap();
    assert_eq!(sealed.run(&["fmt"]).code, 0);
    assert_eq!(std::fs::metadata(&path).unwrap().modified().unwrap(), before, "nothing to do, nothing written");
    assert_eq!(sealed.run(&["fmt", "--check"]).code, 0);
}

#[test]
fn what_is_no_program_is_told_once_and_not_read() {
    let sealed = Sealed::project();
    for path in ["rules/features.yaml", "/etc/passwd"] {
        let ended = sealed.run(&["fmt", path]);
        assert_eq!(ended.code, 3, "{}", ended.err);
        assert_eq!(ended.err.matches("settings::unreadable-file").count(), 1, "{}", ended.err);
        assert!(ended.err.contains("`fmt` formats `.seg` and `.flow` files") && !ended.err.contains("root:"));
    }
}

#[test]
fn named_paths_are_formatted_and_no_others() {
    let sealed = Sealed::project();
    sealed.write("rules/us.seg", UGLY);
    sealed.write("rules/more/us.seg", UGLY);
    assert_eq!(sealed.run(&["fmt", "rules/more"]).code, 0);
    assert_eq!(std::fs::read_to_string(sealed.root().join("rules/us.seg")).unwrap(), UGLY);
    assert_eq!(std::fs::read_to_string(sealed.root().join("rules/more/us.seg")).unwrap(), FINE);
    assert_eq!(sealed.run(&["fmt", "rules/us.seg"]).code, 0);
    assert_eq!(std::fs::read_to_string(sealed.root().join("rules/us.seg")).unwrap(), FINE);
    assert_eq!(sealed.run(&["fmt", "rules/nothing.seg"]).code, 3);
}

#[cfg(unix)]
#[test]
fn a_file_of_several_names_is_formatted_once() {
    let sealed = Sealed::project();
    let path = sealed.root().join("rules/us.seg");
    std::os::unix::fs::symlink(&path, sealed.root().join("rules/again.seg")).unwrap();
    for arguments in [&["rules/us.seg", "./rules/us.seg"][..], &[".", "rules/us.seg"], &["rules"], &[]] {
        sealed.write("rules/us.seg", UGLY);
        let ended = sealed.run(&[&["fmt"], arguments].concat());
        assert_eq!(ended.code, 0, "{arguments:?}: {}", ended.err);
        assert!(ended.err.contains("1 of "), "{}", ended.err);
        assert_eq!(std::fs::read_to_string(&path).unwrap(), FINE);
    }
    // It is called what it was called first.
    sealed.write("rules/us.seg", UGLY);
    let ended = sealed.run(&["fmt", "--check", "rules/us.seg", "rules/again.seg"]);
    assert!(ended.err.contains("rules/us.seg") && !ended.err.contains("again.seg"), "{}", ended.err);
    assert!(ended.err.ends_with("1 of 1 file not formatted\n"), "{}", ended.err);
}

#[cfg(target_os = "linux")]
#[test]
fn a_name_that_is_no_text_is_a_name() {
    use std::os::unix::ffi::OsStrExt as _;
    let sealed = Sealed::empty();
    let path = sealed.root().join(std::ffi::OsStr::from_bytes(b"b\xff.seg"));
    std::fs::write(&path, UGLY).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_hubwright"));
    assert!(command.current_dir(sealed.root()).arg("fmt").arg(&path).status().unwrap().success());
    assert_eq!(std::fs::read_to_string(&path).unwrap(), FINE);
}

#[test]
fn ends_of_lines_are_differences_too() {
    let sealed = Sealed::project();
    sealed.write("rules/us.seg", FINE.replace('\n', "\r\n"));
    let ended = sealed.run(&["fmt", "--check"]);
    assert!(ended.err.contains("rules/us.seg:1:1"), "{}", ended.err);
    assert!(ended.out.contains("-   version 1\\u{d}\n") && ended.out.contains("+   version 1\n"), "{}", ended.out);
    sealed.write("rules/us.seg", FINE.replace("version 1\n", "version 1  \n"));
    assert!(sealed.run(&["fmt", "--check"]).err.contains("rules/us.seg:2:1"));
    sealed.write("rules/us.seg", FINE.trim_end());
    let ended = sealed.run(&["fmt", "--check"]);
    assert!(ended.err.contains("rules/us.seg:4:1") && ended.out.contains("no line feed"), "{}{}", ended.err, ended.out);
}

#[test]
fn a_file_with_a_mistake_is_left_alone_and_the_others_are_formatted() {
    let sealed = Sealed::project();
    sealed.write("rules/us.seg", UGLY);
    sealed.write("rules/wrong.seg", "segment a on contact {   where }\n");
    let ended = sealed.run(&["fmt"]);
    assert_eq!(ended.code, 3);
    assert!(ended.err.contains("rules/wrong.seg"), "{}", ended.err);
    assert_eq!(std::fs::read_to_string(sealed.root().join("rules/us.seg")).unwrap(), FINE);
    let wrong = std::fs::read_to_string(sealed.root().join("rules/wrong.seg")).unwrap();
    assert_eq!(wrong, "segment a on contact {   where }\n");
}

#[test]
fn standard_input_comes_back_formatted() {
    let sealed = Sealed::empty();
    assert_eq!(stdin(&sealed, &["fmt", "--stdin"], UGLY), (0, FINE.to_owned(), String::new()));
    assert_eq!(stdin(&sealed, &["fmt", "--stdin"], FINE), (0, FINE.to_owned(), String::new()));
    let crlf = format!("\u{feff}{}", UGLY.replace('\n', "\r\n"));
    assert_eq!(stdin(&sealed, &["fmt", "--stdin"], &crlf).1, FINE);
    assert_eq!(stdin(&sealed, &["fmt", "--stdin", "--check"], UGLY).0, 3);
    let (code, out, err) = stdin(&sealed, &["fmt", "--stdin"], "segment");
    assert_eq!((code, out.as_str()), (3, ""));
    assert!(err.contains("<stdin>"), "{err}");
    assert_eq!(sealed.run(&["fmt", "--stdin", "a.seg"]).code, 64);
}
