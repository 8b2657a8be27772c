// The atlas's front page.  Text reaches the page through textContent only, so data is never markup.
const page = JSON.parse(document.getElementById("page").textContent);
const status = document.getElementById("status");
const numbers = new Intl.NumberFormat("en");

/** Runs an operation by name; the text goes along where the page has it (in development). */
async function run(operationName, variables) {
  const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";
  const started = performance.now();
  const response = await fetch(page.endpoint, {
    method: "POST",
    credentials: "same-origin",
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token },
    body: JSON.stringify({ operationName, variables, query: page.texts[operationName] }),
  });
  if (!response.headers.get("Content-Type")?.includes("json")) throw new Error(`The server answers ${response.status}.`);
  const answer = await response.json();
  if (answer.errors?.length) throw new Error(answer.errors.map(sentence).join(" "));
  status.className = "";
  status.textContent = `${operationName} ${JSON.stringify(variables)}: ${(performance.now() - started).toFixed(1)} ms`;
  return answer.data;
}

/** What an error says: of data that are not valid, each of its fields. */
function sentence({ message, extensions }) {
  const fields = extensions?.fields ?? [];
  return [message, ...fields.map((field) => `${field.path.at(-1)}: ${field.message}`)].join(" ");
}

/** An element with attributes and children; strings become text. */
function element(name, attributes = {}, ...children) {
  const node = Object.assign(document.createElement(name), attributes);
  node.append(...children);
  return node;
}

const choice = (text, onclick) => element("button", { type: "button", className: "link", onclick }, text);
const number = (value) => element("span", { className: "number", title: "inhabitants" }, numbers.format(value));
const hint = (text) => element("p", { className: "hint" }, text);
const latest = {};

/** Shows what `load` answers in the element, unless a newer click for it came in between. */
async function show(id, load, draw) {
  const mine = (latest[id] = Symbol(id));
  try {
    const nodes = draw(await load());
    if (latest[id] === mine) document.getElementById(id).replaceChildren(...nodes);
  } catch (error) {
    complain(error);
  }
}

function complain(error) {
  status.className = "wrong";
  status.textContent = error.message;
}

function showContinent(button) {
  for (const other of document.querySelectorAll("[data-continent]")) {
    other.setAttribute("aria-pressed", String(other === button));
  }
  const load = () => run("CountryList", { continent: button.dataset.continent });
  return show("countries", load, ({ countries }) =>
    countries.map((country) =>
      element("li", {}, choice(country.name, () => showCountry(country.iso2)), number(country.population)),
    ),
  );
}

function showCountry(iso2) {
  return show("detail", () => run("CountryDetail", { iso2 }), ({ country }) => {
    if (!country) return [hint("There is no such country.")];
    const facts = [country.capital, `${numbers.format(country.area)} km²`, country.currency].filter(Boolean);
    const neighbours = country.neighbours.map((other) => choice(other.name, () => showCountry(other.iso2)));
    return [
      element("strong", {}, country.name),
      element("div", {}, facts.join(" · ")),
      element("h3", {}, "Neighbours"),
      neighbours.length ? element("div", { className: "chips" }, ...neighbours) : hint("None on land."),
      element("h3", {}, "Largest cities"),
      element("ul", { className: "rows" }, ...country.cities.map(cityRow)),
    ];
  });
}

function cityRow(city) {
  const airports = city.airports.map((airport) => {
    const button = choice(airport.iata, () => showAirport(airport.id));
    button.title = airport.name;
    return button;
  });
  const place = element("span", { className: "chips" }, city.name, ...airports);
  return element("li", {}, place, number(city.population));
}

/** An airport; with what the traveller who is signed in says of it. */
async function loadAirport(id) {
  const { airport } = await run("AirportDetail", { id });
  const mine = page.signedIn ? (await run("MyAirport", { airport: id })).traveller : null;
  return { airport, mine };
}

/** Writes something, and shows the airport as it is now. */
async function write(id, name, variables) {
  try {
    await run(name, { airport: id, ...variables });
    await showAirport(id);
  } catch (error) {
    complain(error);
  }
}

/** What only the traveller may change: a favourite, and one review. */
function ownPart(id, { favourites, reviews: [review] }) {
  const liked = favourites.length > 0;
  const onclick = () => write(id, liked ? "RemoveFavourite" : "AddFavourite");
  const favourite = element("button", { type: "button", onclick }, liked ? "★ Favourite" : "☆ Add to favourites");
  favourite.setAttribute("aria-pressed", String(liked));
  const stars = [5, 4, 3, 2, 1].map((value) =>
    element("option", { value, selected: value === (review?.rating ?? 5) }, "★".repeat(value)),
  );
  const rating = element("select", { ariaLabel: "Stars" }, ...stars);
  const text = element("textarea", { ariaLabel: "Your review", rows: 3, value: review?.text ?? "" });
  const buttons = [element("button", { type: "submit" }, review ? "Change" : "Save")];
  if (review) {
    buttons.push(element("button", { type: "button", onclick: () => write(id, "DeleteReview") }, "Delete"));
  }
  const form = element("form", {}, rating, text, element("div", { className: "chips" }, ...buttons));
  form.onsubmit = (event) => {
    event.preventDefault();
    return write(id, "SaveReview", { rating: Number(rating.value), text: text.value });
  };
  return [element("div", { className: "own" }, favourite), element("h3", {}, "Your review"), form];
}

function showAirport(id) {
  return show("airport", () => loadAirport(id), ({ airport, mine }) => {
    if (!airport) return [hint("There is no such airport.")];
    const codes = [airport.iata, airport.icao].filter(Boolean).join(" / ");
    const where = [airport.city?.name, airport.country?.name].filter(Boolean).join(", ");
    const reviews = airport.reviews.map((review) =>
      element(
        "blockquote",
        {},
        element("span", { className: "stars", title: `${review.rating} of 5` }, "★".repeat(review.rating)),
        element("div", {}, review.text),
        element("small", { className: "hint" }, review.created_at.slice(0, 10)),
      ),
    );
    return [
      element("strong", {}, airport.name),
      element("div", {}, `${codes} · ${where}`),
      element("div", {}, `${numbers.format(airport.elevation)} ft · ${airport.timezone}`),
      element("h3", {}, "Reviews"),
      ...(reviews.length ? reviews : [hint("None yet.")]),
      ...(mine ? ownPart(id, mine) : [hint("Sign in to add a favourite or a review.")]),
    ];
  });
}

/** As of the last run of the action refresh_leaderboard. */
function showLeaders() {
  return show("leaders", () => run("Leaderboard", { limit: 5 }), ({ leaders }) =>
    leaders.length
      ? leaders.map(({ trips, reviews, traveller }) => {
          const count = element("span", { className: "number", title: `${reviews} reviews` }, numbers.format(trips));
          return element("li", {}, traveller?.username ?? "", count);
        })
      : [element("li", { className: "hint" }, "Nobody yet: run manage.py graphgate_action refresh_leaderboard.")],
  );
}

for (const button of document.querySelectorAll("[data-continent]")) {
  button.addEventListener("click", () => showContinent(button));
}
// Something to see at once: three operations, the second one nested three levels deep.
await showContinent(document.querySelector('[data-continent="EU"]'));
await showCountry("FR");
document.querySelector("#detail .rows button")?.click();
if (page.signedIn) await showLeaders();
