//! Programs of any size that look like real ones, and the same as policies of Cedar.
//!
//! A seed and a count give the same texts each time. A segment has nine lines, and a blank one where the canonical form
//! has it; ten segments stand in a file. The policy beside it has nine lines too and the same conditions, each in Cedar's
//! words, so that two checkers of types have the same to do.

mod catalog;
mod condition;
mod random;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

use catalog::OBJECTS;
use condition::Condition;
use random::Random;

/// How many segments stand in a file.
pub const IN_A_FILE: usize = 10;

/// How many lines a segment has, blank ones aside, and a policy.
pub const LINES: usize = 9;

/// How many conditions a rule joins, one on a line.
const CONDITIONS: usize = 4;

/// A condition of this length or more keeps each of its parts on a line of its own in the canonical form.
const LONG: usize = 110;

/// A condition longer than this does not fit on its line.
const WIDEST: usize = 100 - "    and ".len();

const AUDIENCES: [&str; 16] = [
    "enterprise",
    "midmarket",
    "startup",
    "agency",
    "partner",
    "education",
    "nonprofit",
    "public_sector",
    "retail",
    "fintech",
    "healthcare",
    "logistics",
    "developer",
    "executive",
    "champion",
    "newsletter",
];
const STATES: [&str; 12] = [
    "leads",
    "trials",
    "evaluators",
    "customers",
    "renewals",
    "expansion",
    "at_risk",
    "dormant",
    "won_back",
    "referrals",
    "onboarding",
    "advocates",
];
const REGIONS: [&str; 8] = ["dach", "nordics", "benelux", "iberia", "uk", "us_east", "us_west", "apac"];

/// A segment, and the policy that asks the same.
pub struct Pair {
    /// What the segment is called.
    pub name: String,
    /// The segment's text, from its first line to its `}`.
    pub segment: String,
    /// The policy's text, from its annotation to its `;`.
    pub policy: String,
}

/// Returns the first so many segments of a seed.
pub fn pairs(count: usize, seed: u64) -> impl Iterator<Item = Pair> {
    let mut random = Random::new(seed);
    let mut known: Vec<Vec<String>> = vec![Vec::new(); OBJECTS.len()];
    (0..count).map(move |at| pair(at, &mut random, &mut known))
}

/// Returns the feature catalog that the segments are about.
pub fn catalog() -> String {
    catalog::yaml()
}

/// Returns the schema that the policies are about: the same features with the same types.
pub fn schema() -> String {
    catalog::schema()
}

/// Returns the files of a project of so many segments: path and text, `hubwright.yaml` first.
///
/// A segment that no other one mentions says above it who uses it, as it has to where people work with it in HubSpot.
pub fn project(count: usize, seed: u64) -> impl Iterator<Item = (String, String)> {
    let pairs: Vec<Pair> = pairs(count, seed).collect();
    let mentioned: BTreeSet<String> = pairs.iter().flat_map(|pair| mentions(&pair.segment)).collect();
    let mut texts =
        pairs.into_iter().map(
            move |Pair { name, segment, .. }| {
                if mentioned.contains(&name) { segment } else { format!("{USED}\n{segment}") }
            },
        );
    let rules = (0..count.div_ceil(IN_A_FILE)).map(move |number| {
        let texts: Vec<String> = texts.by_ref().take(IN_A_FILE).collect();
        // A folder for each hundred files, as a team has one for each campaign.
        let path = format!("rules/campaign_{:03}/audience_{number:05}.seg", number / 100);
        (path, texts.join("\n\n") + "\n")
    });
    let others = [("hubwright.yaml", SETTINGS.to_owned()), ("rules/features.yaml", catalog())];
    others.map(|(path, text)| (path.to_owned(), text)).into_iter().chain(rules)
}

/// Writes a project of so many segments to a folder.
///
/// # Errors
/// Where the folder cannot be written.
pub fn write_project(folder: &Path, count: usize, seed: u64) -> io::Result<()> {
    for (path, text) in project(count, seed) {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap_or(folder))?;
        fs::write(path, text)?;
    }
    Ok(())
}

/// Writes the same as policies and their schema: `policies.cedar` and `schema.cedarschema`.
///
/// # Errors
/// Where the folder cannot be written.
pub fn write_policies(folder: &Path, count: usize, seed: u64) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let mut text = String::new();
    for pair in pairs(count, seed) {
        text.push_str(&pair.policy);
        text.push_str("\n\n");
    }
    fs::write(folder.join("policies.cedar"), text)?;
    fs::write(folder.join("schema.cedarschema"), schema())
}

const SETTINGS: &str = "name: generated-crm\n\nenvironments:\n  demo: { kind: embedded, portal: 1001 }\n";

const USED: &str = "// allow lint::unused-segment: an audience of the campaigns that are made in HubSpot";

fn mentions(segment: &str) -> impl Iterator<Item = String> {
    let word = |text: &str| text.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
    segment.split("member of ").skip(1).map(word)
}

fn pair(at: usize, random: &mut Random, known: &mut [Vec<String>]) -> Pair {
    // Of ten segments seven are about contacts, two about companies and one about deals.
    let object = [0, 0, 0, 0, 0, 0, 0, 1, 1, 2][random.below(10)];
    let (audience, state, region) = (random.of(&AUDIENCES), random.of(&STATES), random.of(&REGIONS));
    let name = format!("{audience}_{state}_{region}_{at:05}");
    let title = format!("{} {}, {}, wave {at}", capital(audience), spaced(state), spaced(region).to_uppercase());
    let version = 1 + random.below(9);
    let owner = random.of(&catalog::OWNERS).0;
    let conditions = conditions(object, random, &known[object]);
    known[object].push(name.clone());
    let (word, entity) = (OBJECTS[object].word, OBJECTS[object].entity);
    let mut segment =
        format!("segment {name} on {word} {{\n  version {version}\n  title \"{title}\"\n  owner {owner}\n\n");
    let mut policy = format!(
        "@id(\"{name}_v{version}\")\npermit (principal is {entity},\n  action == Action::\"select\",\n  resource) when {{\n"
    );
    for (at, condition) in conditions.iter().enumerate() {
        let (join, and) = if at == 0 { ("  where", "") } else { ("    and", "&& ") };
        let _ = writeln!(segment, "{join} {}", condition.segment);
        let _ = writeln!(policy, "  {and}{}", condition.policy);
    }
    segment.push('}');
    policy.push_str("};");
    Pair { name, segment, policy }
}

fn conditions(object: usize, random: &mut Random, known: &[String]) -> Vec<Condition> {
    loop {
        let mut used = Vec::new();
        let conditions: Vec<Condition> =
            (0..CONDITIONS).map(|_| condition::any(object, random, known, &mut used)).collect();
        let lengths = || conditions.iter().map(|condition| condition.segment.chars().count());
        if lengths().map(|length| length + " and ".len()).sum::<usize>() >= LONG && lengths().all(|it| it <= WIDEST) {
            return conditions;
        }
    }
}

fn spaced(name: &str) -> String {
    name.replace('_', " ")
}

fn capital(name: &str) -> String {
    let name = spaced(name);
    name[..1].to_uppercase() + &name[1..]
}
