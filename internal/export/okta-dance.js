// What nginx can't do by itself: read what introspection answers (RFC 7662).
// Written by oktadance gateway export nginx; goes with okta-dance.conf, which says
// what was tested. There is no secret in here.

import crypto from 'crypto';

// bearer is the token of a request, or '' (RFC 6750 section 2.1).
function bearer(r) {
    const found = /^Bearer +([A-Za-z0-9._~+\/-]+=*)$/i.exec(r.headersIn.Authorization || '');
    return found ? found[1] : '';
}

// form is the body of an introspection request.
function form(r) {
    return 'token_type_hint=access_token&token=' + encodeURIComponent(bearer(r));
}

// key is what a verdict is kept under. Tokens themselves would end up on the disk.
function key(r) {
    return crypto.createHash('sha256').update(bearer(r)).digest('hex');
}

// basic proves who asks: both halves are form-encoded first (RFC 6749 section 2.3.1).
function basic(r) {
    const encode = (s) => encodeURIComponent(s).replace(/%20/g, '+');
    const pair = encode(r.variables.oktadance_client_id) + ':' + encode(r.variables.oktadance_client_secret);
    return 'Basic ' + Buffer.from(pair).toString('base64');
}

// refuse answers auth_request, which passes no header of this on: okta-dance.conf does.
function refuse(r, status, challenge) {
    r.headersOut['Oktadance-Challenge'] = challenge;
    r.return(status);
}

// check lets auth_request know: 204 is yes, 401 and 403 are no, 500 is that nobody
// could tell.
async function check(r) {
    if (bearer(r) === '') {
        refuse(r, 401, 'Bearer');
        return;
    }
    const answer = await r.subrequest('/_oktadance_introspect');
    let said = null;
    try {
        said = JSON.parse(answer.responseText);
    } catch (e) {
        // What is no JSON says nothing.
    }
    if (answer.status !== 200 || !said || typeof said.active !== 'boolean') {
        r.error('the authorization server answered ' + answer.status + ' to introspection');
        r.return(500);
        return;
    }
    if (!good(r, said)) {
        refuse(r, 401, 'Bearer error="invalid_token"');
        return;
    }
    const has = String(said.scope || '').split(' ');
    const wanted = r.variables.oktadance_scopes;
    if (!wanted.split(' ').every((scope) => has.includes(scope))) {
        refuse(r, 403, 'Bearer error="insufficient_scope", scope="' + wanted + '"');
        return;
    }
    r.return(204);
}

// good is all but the scopes. A token that is bound to a key (cnf, RFC 9449) is not
// good as a bearer token.
function good(r, said) {
    const audience = Array.isArray(said.aud) ? said.aud : [said.aud];
    return said.active
        && said.iss === r.variables.oktadance_issuer
        && audience.includes(r.variables.oktadance_audience)
        && !said.cnf
        && !(said.exp * 1000 <= Date.now());
}

export default {form, key, basic, check};
