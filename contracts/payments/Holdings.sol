// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Capabilities} from "../common/Capabilities.sol";
import {MemberGated} from "../common/MemberGated.sol";
import {OrgId} from "../common/OrgId.sol";
import {Holding, MAXIMUM_MINOR} from "./Holding.sol";
import {ISettlementToken} from "./ISettlementToken.sol";

/// @title Holdings
/// @notice Who holds how much, and the checks that every payment passes.
abstract contract Holdings is MemberGated, ERC20Permit, ISettlementToken {
    /// @notice The limits of a class.
    struct ClassLimits {
        uint96 perPaymentMinor;
        uint96 perDayMinor;
        bool isSet;
    }

    /// @inheritdoc ISettlementToken
    OrgId public immutable issuer;
    bytes3 private immutable _currency;
    uint8 private immutable _exponent;

    mapping(address account => Holding holding) internal _holdings;
    mapping(uint8 limitClass => ClassLimits limits) internal _classLimits;
    uint256 private _supply;

    constructor(OrgId issuer_, string memory currency_, uint8 exponent) {
        if (membership.capabilitiesOf(issuer_) & Capabilities.BANK == 0) revert Token_IssuerIsNoBank(issuer_);
        bytes memory letters = bytes(currency_);
        if (letters.length != 3) revert Token_BadCurrency(currency_);
        for (uint256 i = 0; i < 3; ++i) {
            if (letters[i] < "A" || letters[i] > "Z") revert Token_BadCurrency(currency_);
        }
        issuer = issuer_;
        _currency = bytes3(letters);
        _exponent = exponent;
    }

    /// @inheritdoc ISettlementToken
    function currency() public view returns (string memory) {
        return string(abi.encodePacked(_currency));
    }

    /// @inheritdoc IERC20Metadata
    function decimals() public view override(ERC20, IERC20Metadata) returns (uint8) {
        return _exponent;
    }

    /// @inheritdoc IERC20
    function totalSupply() public view override(ERC20, IERC20) returns (uint256) {
        return _supply;
    }

    /// @inheritdoc IERC20
    function balanceOf(address account) public view override(ERC20, IERC20) returns (uint256) {
        return _holdings[account].balance();
    }

    /// @inheritdoc ISettlementToken
    function isCustodian(address account) external view returns (bool) {
        Holding holding = _holdings[account];
        return holding.isCustodian() && !holding.isDismissed();
    }

    /// @inheritdoc ISettlementToken
    function holdingOf(address account) external view returns (AccountState memory) {
        Holding holding = _holdings[account];
        return
            AccountState({
                balanceMinor: uint96(holding.balance()),
                paidTodayMinor: uint96(holding.paidOn(_today())),
                nextNonce: uint16(holding.nextNonce()),
                limitClass: holding.limitClass(),
                frozen: holding.isFrozen(),
                custodian: holding.isCustodian()
            });
    }

    /// @inheritdoc ISettlementToken
    function limitsFor(uint8 limitClass) public view returns (Limits memory) {
        ClassLimits memory limits = _classLimits[limitClass];
        if (!limits.isSet) return Limits(uint96(MAXIMUM_MINOR), uint96(MAXIMUM_MINOR));
        return Limits(limits.perPaymentMinor, limits.perDayMinor);
    }

    /// @inheritdoc IERC20
    function transfer(address to, uint256 amountMinor) public override(ERC20, IERC20) returns (bool) {
        _pay(msg.sender, to, amountMinor);
        return true;
    }

    /// @inheritdoc IERC20
    function transferFrom(
        address from,
        address to,
        uint256 amountMinor
    ) public override(ERC20, IERC20) returns (bool) {
        _spendAllowance(from, msg.sender, amountMinor);
        _pay(from, to, amountMinor);
        return true;
    }

    /// @dev Every payment between two accounts that reverts when it cannot be made.
    function _pay(address from, address to, uint256 amountMinor) internal {
        Holding payer = _holdings[from];
        _holdings[from] = _spend(from, payer, amountMinor);
        Holding payee = _holdings[to];
        if (payer.areBothPlain(payee)) {
            _requireCanAct(from, to);
        } else {
            _requirePayer(from, payer);
            _requirePayee(to, payee);
        }
        _holdings[to] = payee.credited(amountMinor);
        emit Transfer(from, to, amountMinor);
    }

    /// @dev What `_mint` and `_burn` of the base contract end in.
    function _update(address from, address to, uint256 amountMinor) internal override {
        if (from == address(0)) _create(to, amountMinor);
        else _destroy(from, amountMinor);
        emit Transfer(from, to, amountMinor);
    }

    /// @dev Moves money without asking whether it may move; for powers of the issuer and the quarantine.
    function _shift(address from, address to, uint256 amountMinor) internal {
        _holdings[from] = _holdings[from].debited(amountMinor);
        _holdings[to] = _holdings[to].credited(amountMinor);
        emit Transfer(from, to, amountMinor);
    }

    /// @dev Takes out of the supply what was taken out of a balance.
    function _shrink(uint256 amountMinor) internal {
        unchecked {
            // No balance is above the supply.
            _supply -= amountMinor;
        }
    }

    /// @dev The holding after a payment within balance and limits.
    function _spend(address account, Holding holding, uint256 amountMinor) internal view returns (Holding) {
        uint256 today = _today();
        if (holding.fitsQuickly(amountMinor, today)) return holding.spent(amountMinor);
        return _spendWithCare(account, holding, amountMinor, today);
    }

    /// @dev Whether `_spend` would let the account pay this, if the balance covers it.
    function _isWithinLimits(Holding holding, uint256 amountMinor) internal view returns (bool) {
        if (holding.isCustodian()) return true;
        Limits memory limits = limitsFor(holding.limitClass());
        return
            amountMinor <= limits.perPaymentMinor &&
            holding.paidOn(_today()) + amountMinor <= limits.perDayMinor;
    }

    function _requirePayer(address account, Holding holding) internal view {
        if (holding.isFrozen()) revert Token_AccountFrozen(account);
        if (!holding.isCustodian()) membership.requireMember(account);
    }

    function _requirePayee(address account, Holding holding) internal view {
        if (holding.isDismissed()) revert Token_CustodianDismissed(account);
        _requirePayer(account, holding);
    }

    /// @dev Asks the register in a way that cannot fail for want of gas alone, which a caller could bring about.
    function _canReceive(address account, Holding holding) internal view returns (bool) {
        if (holding.isFrozen()) return false;
        if (holding.isCustodian()) return !holding.isDismissed();
        return membership.isMember(account);
    }

    function _today() internal view returns (uint256) {
        return block.timestamp / 1 days;
    }

    function _spendWithCare(
        address account,
        Holding holding,
        uint256 amountMinor,
        uint256 today
    ) private view returns (Holding) {
        if (amountMinor > holding.balance()) {
            revert ERC20InsufficientBalance(account, holding.balance(), amountMinor);
        }
        if (holding.isCustodian()) return holding.debited(amountMinor);
        Limits memory limits = limitsFor(holding.limitClass());
        if (amountMinor > limits.perPaymentMinor) {
            revert Token_OverPaymentLimit(account, amountMinor, limits.perPaymentMinor);
        }
        uint256 paidMinor = holding.paidOn(today) + amountMinor;
        if (paidMinor > limits.perDayMinor)
            revert Token_OverDailyLimit(account, paidMinor, limits.perDayMinor);
        return
            holding.debited(amountMinor).onDay(today, paidMinor, limits.perPaymentMinor, limits.perDayMinor);
    }

    function _create(address to, uint256 amountMinor) private {
        uint256 supply = _supply + amountMinor;
        if (supply > MAXIMUM_MINOR) revert Token_SupplyTooLarge(supply, MAXIMUM_MINOR);
        _supply = supply;
        Holding payee = _holdings[to];
        _requirePayee(to, payee);
        _holdings[to] = payee.credited(amountMinor);
    }

    function _destroy(address from, uint256 amountMinor) private {
        Holding payer = _holdings[from];
        _requirePayer(from, payer);
        if (amountMinor > payer.balance()) {
            revert ERC20InsufficientBalance(from, payer.balance(), amountMinor);
        }
        _holdings[from] = payer.debited(amountMinor);
        _shrink(amountMinor);
    }
}
