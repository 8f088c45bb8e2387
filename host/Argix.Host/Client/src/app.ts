import { checks } from './checks';
import { forms } from './forms';
import { holds } from './hold';
import { live } from './live';
import { passkeys } from './passkeys';
import { suggestions } from './suggest';
import { themes } from './theme';
import { times } from './times';

document.documentElement.classList.add('js');
themes();
times();
holds();
checks(); // before forms: it takes a submit for itself
passkeys(); // likewise
forms();
suggestions();
live();
