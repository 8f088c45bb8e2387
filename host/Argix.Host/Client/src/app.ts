import { forms } from './forms';
import { holds } from './hold';
import { live } from './live';
import { themes } from './theme';
import { times } from './times';

document.documentElement.classList.add('js');
themes();
times();
holds();
forms();
live();
