//! Runs the example of a page: its blocks are files of the project `docs/example`, and the real binary checks it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use hubwright::settings;
use hubwright::source::FileId;

use super::page::{Block, Part};

/// What a block in the language of rules begins with if it is a file and no excerpt.
const DECLARATIONS: &[&str] = &["segment", "static", "template", "workflow"];

/// Returns the codes that the example of a part gives, each with a message.
///
/// # Errors
/// What is wrong with the example itself, in words for who wrote it.
pub fn codes(part: &Part) -> Result<BTreeMap<String, String>, String> {
    let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap();
    let project = folder.path().join("project");
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/example"), &project);
    let mut codes = BTreeMap::new();
    let mut commands = String::new();
    for (at, block) in part.blocks.iter().enumerate() {
        if block.language == "console" {
            commands.push_str(&block.text);
            continue;
        }
        for (path, text) in files(block, at + 1)? {
            let bytes = resolved(&text)?;
            // `check` reads what a probe found out by itself.
            if let Some(of) = path.strip_prefix("bindings/").filter(|of| !of.ends_with(".capabilities.yaml")) {
                codes.extend(bindings(of, &String::from_utf8(bytes.clone()).unwrap()));
            }
            let full = project.join(&path);
            std::fs::create_dir_all(full.parent().unwrap()).unwrap();
            std::fs::write(full, bytes).unwrap();
        }
    }
    if commands.is_empty() {
        "$ hubwright check\n".clone_into(&mut commands);
    }
    for line in commands.lines().filter(|line| !line.trim_start().starts_with('#')) {
        let command =
            line.strip_prefix("$ ").ok_or_else(|| format!("`{line}`: a line of a console begins with `$ `"))?;
        codes.extend(run(command, &project, folder.path()));
    }
    Ok(codes)
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(&path, &target).unwrap();
        }
    }
}

/// Divides a block into the files that it shows. A comment that is nothing but a path begins the next file.
fn files(block: &Block, number: usize) -> Result<Vec<(String, String)>, String> {
    let mut files: Vec<(Option<String>, String)> = vec![(None, String::new())];
    for line in block.text.split_inclusive('\n') {
        match path(line) {
            Some(path) => files.push((Some(path), String::new())),
            None => files.last_mut().unwrap().1.push_str(line),
        }
    }
    if files.len() > 1 && files[0].1.trim().is_empty() {
        files.remove(0);
    }
    let named = |(path, text): (Option<String>, String)| match (path, block.language.as_str()) {
        (Some(path), "hubwright" | "yaml") => Ok((path, text)),
        (None, "hubwright") => Ok(framed(&text, number)),
        (None, "yaml") => Ok((format!("rules/more_{number}.yaml"), text)),
        (_, language) => Err(format!("a block is `hubwright`, `yaml` or `console`, and not `{language}`")),
    };
    files.into_iter().map(named).collect()
}

/// Reads `// rules/leads.seg` or `# hubwright.yaml`, perhaps with a remark in parentheses.
fn path(line: &str) -> Option<String> {
    let comment = line.strip_prefix("// ").or_else(|| line.strip_prefix("# "))?.trim_end();
    let path = comment.split_once(" (").map_or(comment, |(path, _)| path);
    let is_file = [".seg", ".flow", ".yaml"].iter().any(|ending| path.ends_with(ending));
    (is_file && !path.contains(' ')).then(|| path.to_owned())
}

/// Puts an excerpt where it belongs: a rule into a segment, lines and steps into a workflow, on contacts.
fn framed(text: &str, number: usize) -> (String, String) {
    let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"));
    let word = |line: &str| line.split_whitespace().next().unwrap_or_default().to_owned();
    let first = lines().next().map(word).unwrap_or_default();
    if DECLARATIONS.contains(&first.as_str()) {
        return (format!("rules/example_{number}.seg"), text.to_owned());
    }
    let has = |wanted: &str| lines().any(|line| word(line) == wanted);
    let version = if has("version") { "" } else { "version 1\n" };
    if first == "where" {
        let text = format!("segment example_{number} on contact {{\n{version}owner growth\n{text}}}\n");
        return (format!("rules/example_{number}.seg"), text);
    }
    let owner = if has("owner") { "" } else { "owner growth\n" };
    let enrols = lines().any(|line| word(line) == "enroll" && !line.starts_with("enroll in "));
    let enroll = if enrols { "" } else { "enroll manually\n" };
    let text = format!("workflow example_{number} on contact {{\n{version}{owner}{enroll}{text}}}\n");
    (format!("workflows/example_{number}.flow"), text)
}

/// Resolves what a page cannot show as it is: `<U+202E>`, `<byte FC>`, and `<65 × "(">`, where `{n}` counts.
fn resolved(text: &str) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        bytes.extend_from_slice(&rest.as_bytes()[..start]);
        rest = &rest[start..];
        let length = match escape(rest) {
            Some((length, written)) => {
                bytes.extend(written.ok_or_else(|| format!("`{}` cannot be resolved", &rest[..length]))?);
                length
            }
            None => {
                bytes.push(b'<');
                1
            }
        };
        rest = &rest[length..];
    }
    bytes.extend_from_slice(rest.as_bytes());
    Ok(bytes)
}

/// Reads one such form: its length, and what it stands for.
fn escape(text: &str) -> Option<(usize, Option<Vec<u8>>)> {
    if let Some((count, unit)) = text.split_once(" × \"")
        && let Ok(times) = count[1..].replace('_', "").parse::<usize>()
    {
        let end = unit.find("\">")?;
        let unit = unit[..end].replace("\\n", "\n");
        let all: String = (1..=times).map(|n| unit.replace("{n}", &n.to_string())).collect();
        return Some((count.len() + " × \"".len() + end + 2, Some(all.into_bytes())));
    }
    let end = text.find('>')?;
    let inside = &text[1..end];
    let written = if let Some(hex) = inside.strip_prefix("U+") {
        u32::from_str_radix(hex, 16).ok().and_then(char::from_u32).map(|c| c.to_string().into_bytes())
    } else {
        let hex = inside.strip_prefix("byte ")?;
        u8::from_str_radix(hex, 16).ok().map(|byte| vec![byte])
    };
    Some((end + 1, written))
}

/// Reads bindings as a plan would: `check` has no environment to read them for.
fn bindings(of: &str, text: &str) -> Vec<(String, String)> {
    let problems = if of.ends_with(".objects.yaml") {
        settings::object_bindings(FileId(0), text).1
    } else {
        settings::bindings(FileId(0), text).1
    };
    problems.iter().map(|problem| (problem.words().code.to_owned(), problem.words().message)).collect()
}

/// Runs a line in the project and returns the codes and messages that it gives.
fn run(command: &str, project: &Path, home: &Path) -> Vec<(String, String)> {
    let binary = PathBuf::from(env!("CARGO_BIN_EXE_hubwright"));
    let script = format!("hubwright() {{ '{}' --diagnostics json \"$@\"; }}\n{command}", binary.display());
    let mut shell = Command::new("sh");
    shell.env_clear().env("HOME", home).env("PATH", std::env::var_os("PATH").unwrap_or_default());
    let ended = shell.args(["-c", &script]).current_dir(project).stdin(Stdio::null()).output().unwrap();
    let said = [ended.stdout, ended.stderr].map(|bytes| String::from_utf8(bytes).unwrap()).concat();
    assert!(!said.contains("panicked at"), "`{command}`: {said}");
    let lines = said.lines().filter(|line| line.starts_with("{\"also\""));
    let values = lines.map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let word = |value: &serde_json::Value, key: &str| value[key].as_str().unwrap().to_owned();
    let found: Vec<_> = values.map(|value| (word(&value, "code"), word(&value, "message"))).collect();
    assert!(ended.status.success() || !found.is_empty(), "`{command}` fails without a problem: {said}");
    found
}

/// Returns the words of every call of hubwright in a block of a console.
pub fn commands(text: &str) -> Vec<Vec<String>> {
    let lines = text.lines().filter_map(|line| line.strip_prefix("$ "));
    let lines = lines.map(|line| line.split_once(" #").map_or(line, |(command, _)| command));
    let calls = lines.flat_map(|line| line.split(['&', ';', '|', '>', '<']));
    let words = calls.map(|call| call.split_whitespace().map(|word| word.replace('"', "")).collect::<Vec<_>>());
    let ours = words.filter_map(|words| {
        let at = words.iter().position(|word| word == "hubwright")?;
        Some(words[at + 1..].to_vec())
    });
    ours.collect()
}

/// Says what is wrong with a call, if anything: asked for its help, it does nothing but read its arguments.
pub fn not_a_command(words: &[String]) -> Option<String> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hubwright"));
    let ended = command.args(words).arg("--help").stdin(Stdio::null()).output().unwrap();
    let said = String::from_utf8_lossy(&ended.stderr).into_owned();
    (!ended.status.success()).then(|| format!("`hubwright {}`: {said}", words.join(" ")))
}

#[test]
fn what_cannot_be_shown_is_resolved() {
    let resolve = |text: &str| String::from_utf8(resolved(text).unwrap()).unwrap();
    assert_eq!(resolve("a<U+202E>b < 3"), "a\u{202e}b < 3");
    assert_eq!(resolve("<3 × \"x{n}, \">y"), "x1, x2, x3, y");
    assert_eq!(resolved("Z<byte FC>rich").unwrap(), b"Z\xfcrich");
    assert!(resolved("<U+zz>").is_err());
}

#[test]
fn an_excerpt_is_put_where_it_belongs_and_a_file_is_left_as_it_is() {
    let block = |text: &str| Block { language: "hubwright".to_owned(), text: text.to_owned() };
    let one = |text: &str| files(&block(text), 1).unwrap().remove(0);
    assert!(one("where phone is known\n").1.starts_with("segment example_1 on contact {\nversion 1\n"));
    assert!(one("wait 1 day\n").1.contains("\nenroll manually\nwait 1 day\n}"));
    assert!(!one("enroll on created\nwait 1 day\n").1.contains("manually"));
    assert_eq!(one("segment a on deal { }\n").1, "segment a on deal { }\n");
    let two = files(&block("// rules/a.seg\nsegmnt\n// workflows/b.flow (old)\nx\n"), 1).unwrap();
    let expected = [("rules/a.seg", "segmnt\n"), ("workflows/b.flow", "x\n")];
    assert_eq!(two, expected.map(|(path, text)| (path.to_owned(), text.to_owned())));
}
